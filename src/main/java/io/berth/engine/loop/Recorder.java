package io.berth.engine.loop;

import io.berth.engine.job.Job;
import io.berth.engine.result.OpFigures;
import io.berth.latency.Histograms;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** What one thread's I/Os took. Does not allocate once made; for the thread of its job alone. */
final class Recorder {
    private static final long SECOND_NS = 1_000_000_000L;

    /**
     * Seconds counted beyond a runtime, for I/O that ends late; the last one takes what is over.
     */
    private static final int SECONDS_SPARE = 120;

    /** Seconds counted where a job has no runtime: a day. */
    private static final int SECONDS_UNKNOWN = 86_400;

    /** fio's depth classes: 1, 2, 4 … 64 and more. */
    private static final int DEPTH_CLASSES = 7;

    /** fio's batch classes: 0, 1 to 4, 5 to 8 … 33 to 64, more. */
    private static final int BATCH_CLASSES = 7;

    private final Histogram[] slat = new Histogram[Op.COUNT];
    private final Histogram[] clat = new Histogram[Op.COUNT];
    private final Histogram[] lat = new Histogram[Op.COUNT];
    private final @Nullable Histogram[] response = new @Nullable Histogram[Op.COUNT];
    private final boolean[] used = new boolean[Op.COUNT];
    private final long[] ios = new long[Op.COUNT];
    private final long[] iosBefore = new long[Op.COUNT];
    private final long[] bytes = new long[Op.COUNT];
    private final long[] shortIos = new long[Op.COUNT];
    private final long[][] seconds = new long[Op.COUNT][];
    private final long[] depthIos = new long[DEPTH_CLASSES];
    private final long[] submitCalls = new long[BATCH_CLASSES];
    private final long[] completeCalls = new long[BATCH_CLASSES];
    private final boolean combined;

    private long originNs;
    private int second;

    /**
     * An empty recorder.
     *
     * @param combined whether one system call submits and waits: then there is no slat
     */
    Recorder(Job job, boolean combined) {
        this.combined = combined;
        used[Op.READ] = job.access().rw().reads();
        used[Op.WRITE] = job.access().rw().writes();
        used[Op.SYNC] =
                used[Op.WRITE]
                        && (job.sync().fsync() > 0
                                || job.sync().fdatasync() > 0
                                || job.sync().endFsync());
        long runtimeSeconds = job.timing().runtime().toSeconds();
        int count =
                runtimeSeconds == 0
                        ? SECONDS_UNKNOWN
                        : (int) Math.min(runtimeSeconds, SECONDS_UNKNOWN) + SECONDS_SPARE;
        Histogram none = new Histogram(2, 0);
        for (int op = 0; op < Op.COUNT; op++) {
            boolean apart = used[op] && !combined;
            slat[op] = apart ? Histograms.empty() : none;
            clat[op] = apart ? Histograms.empty() : none;
            lat[op] = used[op] ? Histograms.empty() : none;
            boolean paced = used[op] && op != Op.SYNC && job.rate().limited();
            response[op] = paced ? Histograms.empty() : null;
            seconds[op] = new long[used[op] ? count : 1];
        }
    }

    /** Its time begins; I/Os done before it were in the other's. */
    void beginAt(long nowNs, @Nullable Recorder before) {
        originNs = nowNs;
        if (before != null) {
            System.arraycopy(before.ios, 0, iosBefore, 0, Op.COUNT);
        }
    }

    /** Forgets what was recorded, for warming up: new extremes are then found again. */
    void forget() {
        for (int op = 0; op < Op.COUNT; op++) {
            slat[op].reset();
            clat[op].reset();
            lat[op].reset();
            Histogram responses = response[op];
            if (responses != null) {
                responses.reset();
            }
        }
    }

    /** Completions that follow were seen at this time. */
    void at(long nowNs) {
        second = (int) ((nowNs - originNs) / SECOND_NS);
    }

    /** An I/O was done by a call that submitted and waited. */
    void combined(int op, long startNs, long nowNs, long doneBytes) {
        lat[op].recordValue(clamp(nowNs - startNs));
        count(op, doneBytes);
    }

    /** An I/O was handed over and completed. */
    void apart(int op, long startNs, long issueNs, long nowNs, long doneBytes) {
        slat[op].recordValue(clamp(issueNs - startNs));
        clat[op].recordValue(clamp(nowNs - issueNs));
        lat[op].recordValue(clamp(nowNs - startNs));
        count(op, doneBytes);
    }

    private void count(int op, long doneBytes) {
        ios[op]++;
        bytes[op] += doneBytes;
        long[] bySecond = seconds[op];
        bySecond[Math.min(second, bySecond.length - 1)]++;
    }

    /** From its intended start to its completion. */
    void response(int op, long responseNs) {
        Histogram responses = response[op];
        if (responses != null) {
            responses.recordValue(clamp(responseNs));
        }
    }

    /** One that was due and never begun had waited this long. */
    void unbegun(int op, long waitedNs) {
        response(op, waitedNs);
    }

    void shortIo(int op) {
        shortIos[op]++;
    }

    /** A batch is handed over, which makes this many in flight, itself included. */
    void depth(int inFlight, int count) {
        depthIos[Math.min(DEPTH_CLASSES - 1, 31 - Integer.numberOfLeadingZeros(inFlight))] += count;
    }

    /** A system call handed over this many, more than none. */
    void submitted(int count) {
        submitCalls[batchClass(count)]++;
    }

    /** A look at the completions found this many, more than none. */
    void reaped(int count) {
        completeCalls[batchClass(count)]++;
    }

    private static int batchClass(int count) {
        int power = Integer.SIZE - Integer.numberOfLeadingZeros(count - 1);
        return Math.clamp(power - 1, 1, BATCH_CLASSES - 1);
    }

    private static long clamp(long ns) {
        return Math.clamp(ns, 0, Histograms.HIGHEST_NS);
    }

    /** How many completed since the job began, its ramp included. */
    long iosInAll(int op) {
        return iosBefore[op] + ios[op];
    }

    long[] depthIos() {
        return depthIos.clone();
    }

    long[] submitCalls() {
        return submitCalls.clone();
    }

    long[] completeCalls() {
        return completeCalls.clone();
    }

    /** The figures of operations that the job has; seconds up to the measured time's end. */
    List<OpFigures> figures(long runtimeNs) {
        List<OpFigures> figures = new ArrayList<>();
        for (int op = 0; op < Op.COUNT; op++) {
            if (used[op]) {
                int length = (int) Math.min(seconds[op].length, runtimeNs / SECOND_NS + 1);
                figures.add(
                        new OpFigures(
                                Op.word(op),
                                ios[op],
                                bytes[op],
                                shortIos[op],
                                combined ? Histograms.empty() : slat[op],
                                combined ? lat[op].copy() : clat[op],
                                lat[op],
                                response[op],
                                Arrays.copyOf(seconds[op], length)));
            }
        }
        return List.copyOf(figures);
    }
}

package io.berth.engine.loop;

import io.berth.engine.job.Job;
import io.berth.engine.pattern.Arrivals;
import io.berth.engine.pattern.IoPattern;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * What a job does next, and when: its pattern, its arrivals, its flushes, its thinking, its end.
 * For one thread; does not allocate once made.
 */
final class Sequence {
    /** A pause is slept in pieces, so that a job that is told to end does. */
    private static final long PAUSE_PIECE_NS = 100_000_000L;

    private final IoPattern pattern;
    private final @Nullable Arrivals arrivals;
    private final boolean timeBased;
    private final int loops;
    private final long limitBytes;
    private final int fsync;
    private final int fdatasync;
    private final int thinkBlocks;
    private final long thinkNs;
    private final long thinkSpinNs;
    private final int lengthMax;

    private long budget = Long.MAX_VALUE;
    private long givenBytes;
    private int loopsDone;
    private int thinkLeft;
    private long writes;
    private boolean fsyncDue;
    private boolean fdatasyncDue;
    private int lastWritten;

    private long originNs;
    private long dueNs;
    private int file;
    private long offset;
    private int length;
    private long intendedNs;
    private boolean dataOnly;

    /**
     * The sequence of a job.
     *
     * @param arrivals when I/Os are due; null for as fast as possible
     */
    Sequence(Job job, IoPattern pattern, @Nullable Arrivals arrivals) {
        this(job, pattern, arrivals, Integer.MAX_VALUE, true);
    }

    private Sequence(
            Job job,
            IoPattern pattern,
            @Nullable Arrivals arrivals,
            int lengthMax,
            boolean pausesAndFlushes) {
        this.pattern = pattern;
        this.arrivals = arrivals;
        this.lengthMax = lengthMax;
        timeBased = job.timing().timeBased() || !pausesAndFlushes;
        loops = Math.max(1, job.timing().loops());
        limitBytes = job.timing().ioSizeBytes() * loops;
        fsync = pausesAndFlushes ? job.sync().fsync() : 0;
        fdatasync = pausesAndFlushes ? job.sync().fdatasync() : 0;
        thinkNs = job.rate().thinkTime().toNanos();
        thinkSpinNs = Math.min(thinkNs, job.rate().thinkSpin().toNanos());
        boolean thinks = pausesAndFlushes && thinkNs > 0;
        thinkBlocks = thinks ? Math.max(1, job.rate().thinkBlocks()) : Integer.MAX_VALUE;
        thinkLeft = thinkBlocks;
    }

    /** One for warming up: endless, short I/Os, without pauses and flushes. */
    static Sequence forWarmUp(
            Job job, IoPattern pattern, @Nullable Arrivals arrivals, int lengthMax) {
        return new Sequence(job, pattern, arrivals, lengthMax, false);
    }

    /** Gives out no more than this many further I/Os. */
    void budget(long ios) {
        budget = ios;
    }

    /** Arrivals begin at this time; the backlog before it is forgiven. */
    void beginAt(long nowNs) {
        originNs = nowNs;
        if (arrivals != null) {
            arrivals.restart();
        }
    }

    /** Whether there is an intended start to measure from. */
    boolean paced() {
        return arrivals != null;
    }

    /** Goes on to the next operation, or says why there is none at this time. */
    int next(long nowNs) {
        if (fsyncDue | fdatasyncDue) {
            dataOnly = !fsyncDue;
            fsyncDue = false;
            fdatasyncDue &= !dataOnly;
            file = lastWritten;
            length = 0;
            return Op.SYNC;
        }
        if (thinkLeft == 0) {
            return Op.PAUSE;
        }
        int direction = -1;
        if (arrivals != null) {
            dueNs = originNs + arrivals.dueNs();
            if (dueNs > nowNs) {
                return Op.NOT_DUE;
            }
            intendedNs = dueNs;
            direction = arrivals.direction();
        }
        if (!advance(direction)) {
            return Op.DONE;
        }
        if (arrivals != null) {
            arrivals.take(length);
        }
        thinkLeft--;
        int op = pattern.direction();
        if (op == Op.WRITE) {
            countWrite();
        }
        return op;
    }

    private boolean advance(int direction) {
        if (budget == 0 || (limitBytes > 0 && givenBytes >= limitBytes && !timeBased)) {
            return false;
        }
        if (!step(direction)) {
            loopsDone++;
            if (!timeBased && limitBytes == 0 && loopsDone >= loops) {
                return false;
            }
            pattern.restart();
            if (!step(direction)) {
                throw new IllegalStateException("a pattern without a single I/O");
            }
        }
        budget--;
        file = pattern.file();
        offset = pattern.offsetBytes();
        length = Math.min(pattern.lengthBytes(), lengthMax);
        givenBytes += length;
        return true;
    }

    private boolean step(int direction) {
        return direction < 0 ? pattern.next() : pattern.next(direction);
    }

    private void countWrite() {
        writes++;
        lastWritten = file;
        fsyncDue = fsync > 0 && writes % fsync == 0;
        fdatasyncDue = fdatasync > 0 && writes % fdatasync == 0;
    }

    /** When the next I/O is due, after {@link Op#NOT_DUE}. */
    long dueNs() {
        return dueNs;
    }

    int file() {
        return file;
    }

    long offsetBytes() {
        return offset;
    }

    int lengthBytes() {
        return length;
    }

    /** When this I/O was meant to start, under a rate. */
    long intendedNs() {
        return intendedNs;
    }

    /** Whether this flush is of data alone. */
    boolean dataOnly() {
        return dataOnly;
    }

    /** Spins and sleeps as thinking demands, but not past {@code endNs} nor after a stop. */
    void think(Control control, long endNs) {
        thinkLeft = thinkBlocks;
        long beginNs = System.nanoTime();
        long spunNs = Math.min(beginNs + thinkSpinNs, endNs);
        while (System.nanoTime() < spunNs && !control.stopped()) {
            Thread.onSpinWait();
        }
        long wakeNs = Math.min(beginNs + thinkNs, endNs);
        long now = System.nanoTime();
        while (now < wakeNs && !control.stopped()) {
            LockSupport.parkNanos(Math.min(wakeNs - now, PAUSE_PIECE_NS));
            now = System.nanoTime();
        }
    }

    /**
     * Records, as responses, how long those had waited at the end that were due and never begun:
     * without them an overload would look better the worse it is.
     */
    void recordUnbegun(Recorder recorder, long endNs) {
        if (arrivals == null) {
            return;
        }
        budget = Long.MAX_VALUE;
        while (true) {
            long due = originNs + arrivals.dueNs();
            int direction = arrivals.direction();
            if (due >= endNs || !advance(direction)) {
                return;
            }
            arrivals.take(length);
            recorder.unbegun(direction, endNs - due);
        }
    }
}

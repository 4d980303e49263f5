package io.berth.cli;

import io.berth.engine.job.Job;
import io.berth.engine.job.Timing;
import io.berth.engine.result.JobResult;
import io.berth.engine.result.Progress;
import io.berth.units.Figures;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * What the engine is doing, as one line on a terminal that is rewritten each second, in the manner
 * of fio's: {@code Jobs: 4 (measuring) [45%][r=12,300,w=5,270 IOPS][eta 00m:16s]}.
 */
final class EngineStatus implements Progress, AutoCloseable {

    /** ECMA-48 EL, after a return to the first column. */
    private static final String CLEAR_LINE = "\r\033[K";

    private static final double NS_PER_S = 1e9;

    private final PrintStream out =
            new PrintStream(
                    new FileOutputStream(FileDescriptor.err), false, StandardCharsets.UTF_8);
    private final int jobs;
    private final Duration total;
    private final boolean shown;
    private final Consumer<String> notices;
    private String phase = "starting";
    private String rates = "";
    private long beganNanos;
    private long lastNanos;
    private long lastReads;
    private long lastWrites;
    private boolean live;
    private List<JobResult> soFar = List.of();

    /**
     * A status line.
     *
     * @param shown whether there is one; notices are told in any case
     */
    EngineStatus(List<Job> jobs, boolean shown, Consumer<String> notices) {
        this.jobs = jobs.size();
        this.total = total(jobs);
        this.shown = shown;
        this.notices = notices;
    }

    /** How long the jobs take, stage after stage; zero if one of them has no runtime. */
    static Duration total(List<Job> jobs) {
        Map<Integer, Duration> stages = new TreeMap<>();
        for (Job job : jobs) {
            Timing timing = job.timing();
            if (timing.runtime().isZero()) {
                return Duration.ZERO;
            }
            Duration all = timing.startDelay().plus(timing.rampTime()).plus(timing.runtime());
            stages.merge(job.stage(), all, (a, b) -> a.compareTo(b) > 0 ? a : b);
        }
        return stages.values().stream().reduce(Duration.ZERO, Duration::plus);
    }

    @Override
    public synchronized void phase(String now) {
        phase = now;
        rates = "";
        draw();
    }

    @Override
    public synchronized void ios(long readIos, long writeIos) {
        long now = System.nanoTime();
        if (beganNanos == 0) {
            beganNanos = now;
        } else if (readIos >= lastReads && writeIos >= lastWrites) {
            double seconds = (now - lastNanos) / NS_PER_S;
            rates =
                    "[r="
                            + Figures.grouped(Math.round((readIos - lastReads) / seconds))
                            + ",w="
                            + Figures.grouped(Math.round((writeIos - lastWrites) / seconds))
                            + " IOPS]";
        }
        lastNanos = now;
        lastReads = readIos;
        lastWrites = writeIos;
        draw();
    }

    @Override
    public synchronized void notice(String notice) {
        clear();
        notices.accept(notice);
        draw();
    }

    @Override
    public synchronized void interrupted(List<JobResult> results) {
        soFar = List.copyOf(results);
    }

    /** What jobs had measured when they were interrupted. */
    synchronized List<JobResult> interruptedResults() {
        return soFar;
    }

    private void draw() {
        if (shown) {
            out.print(CLEAR_LINE + line(beganNanos == 0 ? 0 : System.nanoTime() - beganNanos));
            out.flush();
            live = true;
        }
    }

    private String line(long elapsedNanos) {
        String left = "";
        if (!total.isZero()) {
            double share = Math.min(1, elapsedNanos / (double) total.toNanos());
            long seconds = Math.round((1 - share) * total.toMillis() / 1000);
            left =
                    String.format(
                            Locale.ROOT,
                            "[%.0f%%]%s[eta %02dm:%02ds]",
                            100 * share,
                            rates,
                            seconds / 60,
                            seconds % 60);
        }
        return "Jobs: " + jobs + " (" + phase + ") " + (left.isEmpty() ? rates : left);
    }

    private void clear() {
        if (live) {
            out.print(CLEAR_LINE);
            out.flush();
            live = false;
        }
    }

    /** Leaves the line empty for what is printed next. */
    @Override
    public synchronized void close() {
        clear();
    }
}

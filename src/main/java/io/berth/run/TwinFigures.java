package io.berth.run;

import io.berth.engine.result.JobResult;
import io.berth.engine.result.OpFigures;
import io.berth.fio.Measured;
import io.berth.latency.Histograms;
import io.berth.latency.IntervalHistogram;
import io.berth.latency.LatencySummary;
import io.berth.results.GuestResult;
import io.berth.results.OpResult;
import io.berth.results.Window;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * What the engine's jobs did, twin by twin, as results have it.
 *
 * @param window in which all jobs measured
 * @param twins in order
 * @param histograms by twin (from 1) and file name
 * @param ios reads and writes of all jobs in their measured time
 * @param cpuNs user and system CPU of the jobs' threads in it
 */
record TwinFigures(
        Window window,
        List<GuestResult> twins,
        SortedMap<Integer, SortedMap<String, List<IntervalHistogram>>> histograms,
        long ios,
        long cpuNs) {

    private static final List<String> OPS = List.of("read", "write", "sync");

    /**
     * From the jobs' results, in the order of the jobs.
     *
     * @param runtime that was asked for
     * @param seeds by twin, from 1
     */
    static TwinFigures of(
            TwinJobs jobs, List<JobResult> results, Duration runtime, List<Long> seeds) {
        double startMs = results.stream().mapToDouble(TwinFigures::startMs).max().orElseThrow();
        double earliestMs = results.stream().mapToDouble(TwinFigures::startMs).min().orElseThrow();
        // A job that ended well has gone on for the runtime, whenever its last I/O completed.
        double endMs = earliestMs + runtime.toMillis();
        Window window =
                new Window(
                        startMs,
                        Math.max(startMs, endMs),
                        Math.max(0, endMs - startMs) / runtime.toMillis(),
                        startMs - earliestMs,
                        0);
        List<GuestResult> twins = new ArrayList<>();
        SortedMap<Integer, SortedMap<String, List<IntervalHistogram>>> files = new TreeMap<>();
        for (int guest = 1; guest <= jobs.twins().size(); guest++) {
            List<JobResult> own = new ArrayList<>();
            for (int i = 0; i < results.size(); i++) {
                if (jobs.twinOf().get(i) == guest) {
                    own.add(results.get(i));
                }
            }
            twins.add(twin(guest, seeds.get(guest - 1), own, runtime));
            files.put(guest, files(guest, own));
        }
        return new TwinFigures(
                window,
                List.copyOf(twins),
                files,
                results.stream()
                        .flatMap(r -> r.ops().stream())
                        .filter(op -> !op.op().equals("sync"))
                        .mapToLong(OpFigures::ios)
                        .sum(),
                results.stream().mapToLong(r -> r.userCpuNs() + r.systemCpuNs()).sum());
    }

    /** Whether the window is long enough to count. */
    boolean overlaps() {
        return window.overlapShare() >= Measured.LEAST_OVERLAP_SHARE;
    }

    private static double startMs(JobResult result) {
        return result.startUnixNs() / 1e6;
    }

    /** The time that a job's I/Os took: to its last completion, and no less than was asked for. */
    private static double seconds(JobResult job, Duration runtime) {
        return Math.max(job.runtimeNs(), runtime.toNanos()) / 1e9;
    }

    private static GuestResult twin(int guest, long seed, List<JobResult> jobs, Duration runtime) {
        List<OpResult> ops = new ArrayList<>();
        for (String op : OPS) {
            OpResult found = op(op, jobs, runtime);
            if (found != null) {
                ops.add(found);
            }
        }
        return new GuestResult(
                guest,
                seed,
                jobs.stream().mapToDouble(TwinFigures::startMs).min().orElseThrow(),
                0,
                0,
                0, // I/O errors fail the case before
                List.copyOf(ops));
    }

    private static @Nullable OpResult op(String op, List<JobResult> jobs, Duration runtime) {
        long ios = 0;
        long bytes = 0;
        double iops = 0;
        double bwBytes = 0;
        for (JobResult job : jobs) {
            for (OpFigures figures : job.ops()) {
                if (figures.op().equals(op)) {
                    double seconds = seconds(job, runtime);
                    ios += figures.ios();
                    bytes += figures.bytes();
                    iops += figures.ios() / seconds;
                    bwBytes += figures.bytes() / seconds;
                }
            }
        }
        if (ios == 0) {
            return null;
        }
        SortedMap<String, LatencySummary> latency = new TreeMap<>();
        for (String kind : kinds(op, jobs)) {
            latency.put(kind, LatencySummary.of(merged(op, kind, jobs)));
        }
        return new OpResult(op, ios, bytes, ios / iops, iops, bwBytes, latency);
    }

    /** The kinds of latency of an operation; syncs have one of their own, as fio's do. */
    private static Set<String> kinds(String op, List<JobResult> jobs) {
        if (op.equals("sync")) {
            return Set.of("sync");
        }
        Set<String> kinds = new LinkedHashSet<>(List.of("clat", "lat"));
        if (figures(op, jobs).stream().anyMatch(f -> f.response() != null)) {
            kinds.add("response");
        }
        return kinds;
    }

    private static List<OpFigures> figures(String op, Collection<JobResult> jobs) {
        return jobs.stream()
                .flatMap(job -> job.ops().stream())
                .filter(figures -> figures.op().equals(op))
                .toList();
    }

    private static Histogram merged(String op, String kind, List<JobResult> jobs) {
        Function<OpFigures, @Nullable Histogram> of =
                switch (kind) {
                    case "clat" -> OpFigures::clat;
                    case "response" -> OpFigures::response;
                    default -> OpFigures::lat;
                };
        Histogram sum = Histograms.empty();
        for (OpFigures figures : figures(op, jobs)) {
            Histogram part = of.apply(figures);
            if (part != null) {
                sum.add(part);
            }
        }
        return sum;
    }

    private static SortedMap<String, List<IntervalHistogram>> files(
            int guest, List<JobResult> jobs) {
        double startMs = jobs.stream().mapToDouble(TwinFigures::startMs).min().orElseThrow();
        double endMs =
                jobs.stream()
                        .mapToDouble(j -> startMs(j) + j.runtimeNs() / 1e6)
                        .max()
                        .orElseThrow();
        SortedMap<String, List<IntervalHistogram>> files = new TreeMap<>();
        for (String op : OPS) {
            if (figures(op, jobs).stream().allMatch(f -> f.ios() == 0)) {
                continue;
            }
            for (String kind : kinds(op, jobs)) {
                files.computeIfAbsent(kind + ".hlog", file -> new ArrayList<>())
                        .add(
                                new IntervalHistogram(
                                        guest + ":" + op,
                                        startMs,
                                        Math.max(startMs, endMs),
                                        merged(op, kind, jobs)));
            }
        }
        return files;
    }
}

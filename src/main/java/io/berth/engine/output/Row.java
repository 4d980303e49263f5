package io.berth.engine.output;

import io.berth.engine.result.IoError;
import io.berth.engine.result.JobResult;
import io.berth.engine.result.OpFigures;
import io.berth.latency.Histograms;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * What an output reports as one: a job, or with {@code group_reporting} the jobs of a group.
 *
 * @param first index of its first member among the results
 * @param members at least one
 * @param ops what they did, by {@code read}, {@code write} and {@code sync}, without those that
 *     there were none of
 */
record Row(int first, List<JobResult> members, Map<String, OpRow> ops) {

    private static final List<String> OPS = List.of("read", "write", "sync");

    /** The rows of a run; neighbours of one group become one. */
    static List<Row> of(List<JobResult> results, boolean groupReporting) {
        List<Row> rows = new ArrayList<>();
        int begin = 0;
        for (int i = 1; i <= results.size(); i++) {
            if (i == results.size()
                    || !groupReporting
                    || results.get(i).job().reportGroup()
                            != results.get(begin).job().reportGroup()) {
                rows.add(of(begin, List.copyOf(results.subList(begin, i))));
                begin = i;
            }
        }
        return rows;
    }

    private static Row of(int first, List<JobResult> members) {
        Map<String, OpRow> ops = new LinkedHashMap<>();
        for (String op : OPS) {
            OpRow found = figures(op, members);
            if (found != null) {
                ops.put(op, found);
            }
        }
        return new Row(first, members, ops);
    }

    JobResult head() {
        return members.getFirst();
    }

    String name() {
        return head().job().name();
    }

    int group() {
        return head().job().reportGroup();
    }

    /** Measured time of all members together, as fio's job_runtime. */
    long runtimeMs() {
        return Math.max(1, Math.round(sum(JobResult::runtimeNs) / 1e6));
    }

    double userCpuPercent() {
        return 100.0 * sum(JobResult::userCpuNs) / Math.max(1, sum(JobResult::runtimeNs));
    }

    double systemCpuPercent() {
        return 100.0 * sum(JobResult::systemCpuNs) / Math.max(1, sum(JobResult::runtimeNs));
    }

    long sum(ToLongFunction<JobResult> figure) {
        return members.stream().mapToLong(figure).sum();
    }

    /** Counts by class, added up. */
    long[] sums(Function<JobResult, long[]> counts) {
        int length = members.stream().mapToInt(m -> counts.apply(m).length).max().orElseThrow();
        long[] sums = new long[length];
        for (JobResult member : members) {
            long[] of = counts.apply(member);
            for (int i = 0; i < of.length; i++) {
                sums[i] += of[i];
            }
        }
        return sums;
    }

    /** Reads and writes, without those that there were none of. */
    List<OpRow> data() {
        return ops.values().stream().filter(op -> !op.op().equals("sync")).toList();
    }

    /** The figures of {@code read}, {@code write} or {@code sync}; null without any I/O. */
    @Nullable OpRow op(String op) {
        return ops.get(op);
    }

    private static @Nullable OpRow figures(String op, List<JobResult> members) {
        List<JobResult> doers = members.stream().filter(m -> figures(m, op) != null).toList();
        List<OpFigures> parts =
                doers.stream().map(m -> Objects.requireNonNull(figures(m, op))).toList();
        long ios = parts.stream().mapToLong(OpFigures::ios).sum();
        if (ios == 0) {
            return null;
        }
        List<Histogram> responses =
                parts.stream().map(OpFigures::response).filter(Objects::nonNull).toList();
        double[] bySecond = Seconds.iops(doers, parts);
        long blockBytes = Seconds.blockBytes(doers, op);
        double[] kibBySecond = new double[blockBytes > 0 ? bySecond.length : 0];
        for (int i = 0; i < kibBySecond.length; i++) {
            kibBySecond[i] = bySecond[i] * blockBytes / 1024;
        }
        long runtimeNs = doers.stream().mapToLong(JobResult::runtimeNs).max().orElseThrow();
        return new OpRow(
                op,
                ios,
                parts.stream().mapToLong(OpFigures::bytes).sum(),
                parts.stream().mapToLong(OpFigures::shortIos).sum(),
                Math.max(1, Math.round(runtimeNs / 1e6)),
                merged(parts.stream().map(OpFigures::slat).toList()),
                merged(parts.stream().map(OpFigures::clat).toList()),
                merged(parts.stream().map(OpFigures::lat).toList()),
                responses.isEmpty() ? null : merged(responses),
                Spread.of(bySecond),
                Spread.of(kibBySecond));
    }

    /** Percent of the completion latencies of reads and writes in each {@link LatencyClass}. */
    double[] latencyShares() {
        long[] counts = new long[LatencyClass.COUNT];
        for (OpRow op : data()) {
            for (int i = 0; i < counts.length; i++) {
                counts[i] += op.clat().countByClass()[i];
            }
        }
        return Shares.of(counts, counts.length, Shares.LEAST_LATENCY);
    }

    List<IoError> errors() {
        return members.stream().flatMap(m -> m.errors().stream()).toList();
    }

    /** As fio's {@code error}: the first failed I/O's errno, EILSEQ for a bad block; 0 if none. */
    int error() {
        if (!errors().isEmpty()) {
            return Errnos.number(errors().getFirst().errno());
        }
        if (members.stream().anyMatch(m -> m.verify() != null && m.verify().bad() > 0)) {
            return Errnos.EILSEQ;
        }
        return members.stream().anyMatch(m -> m.failure() != null) ? Errnos.EIO : 0;
    }

    private static @Nullable OpFigures figures(JobResult result, String op) {
        return result.ops().stream()
                .filter(f -> f.op().equals(op) && f.ios() > 0)
                .findFirst()
                .orElse(null);
    }

    private static Latency merged(Collection<Histogram> parts) {
        return Latency.of(Histograms.merge(parts));
    }
}

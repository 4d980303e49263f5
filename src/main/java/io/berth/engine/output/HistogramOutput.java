package io.berth.engine.output;

import io.berth.engine.job.Job;
import io.berth.engine.result.JobResult;
import io.berth.engine.result.OpFigures;
import io.berth.latency.HistogramFiles;
import io.berth.latency.IntervalHistogram;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** {@code --hlog}: the latencies of a run as an HdrHistogram log, see {@link HistogramFiles}. */
public final class HistogramOutput {

    private HistogramOutput() {}

    /**
     * The text of the log: an interval for each job, operation and kind of latency, over the job's
     * measured time.
     *
     * <p>The tag is {@code job:op:kind} ({@code oltp.0:read:clat}): the section's name with white
     * space, commas and colons as underscores, and the number of the clone; read, write or sync;
     * slat, clat, lat or response.
     */
    public static String text(List<JobResult> results) {
        return HistogramFiles.text(intervals(results));
    }

    /** The same as records. */
    static List<IntervalHistogram> intervals(List<JobResult> results) {
        List<IntervalHistogram> intervals = new ArrayList<>();
        for (JobResult result : results) {
            double startMs = result.startUnixNs() / 1e6;
            for (OpFigures op : result.ops()) {
                kinds(op)
                        .forEach(
                                (kind, histogram) ->
                                        intervals.add(
                                                new IntervalHistogram(
                                                        tag(result.job(), op.op(), kind),
                                                        startMs,
                                                        startMs + result.runtimeNs() / 1e6,
                                                        histogram)));
            }
        }
        return intervals;
    }

    private static Map<String, Histogram> kinds(OpFigures op) {
        Map<String, Histogram> kinds = new LinkedHashMap<>();
        put(kinds, "slat", op.slat());
        put(kinds, "clat", op.clat());
        put(kinds, "lat", op.lat());
        put(kinds, "response", op.response());
        return kinds;
    }

    private static void put(
            Map<String, Histogram> kinds, String kind, @Nullable Histogram histogram) {
        if (histogram != null && histogram.getTotalCount() > 0) {
            kinds.put(kind, histogram);
        }
    }

    private static String tag(Job job, String op, String kind) {
        String name = job.name().replaceAll("[,:\\s]", "_");
        return name + "." + job.number() + ":" + op + ":" + kind;
    }
}

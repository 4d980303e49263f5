package io.berth.engine.output;

import io.berth.engine.result.JobResult;
import java.util.List;

/** {@code --hlog}: the latencies of a run as an HdrHistogram log. */
public final class HistogramOutput {

    private HistogramOutput() {}

    /**
     * The text of the log: an interval for each job, operation and kind of latency, tagged {@code
     * job:op:kind} ({@code seqread.0:read:clat}), over the job's measured time.
     */
    public static String text(List<JobResult> results) {
        throw new UnsupportedOperationException("being written");
    }
}

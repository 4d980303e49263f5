package io.berth.engine.output;

import io.berth.engine.job.Access;
import io.berth.engine.job.BlockSizes;
import io.berth.engine.job.Timing;
import io.berth.engine.result.JobResult;
import io.berth.engine.result.OpFigures;
import java.util.List;

/** Figures second by second, of the whole seconds in which all jobs of a row measured. */
final class Seconds {

    private static final long SECOND_NS = 1_000_000_000L;

    /** Threads that begin together do so within this. */
    private static final long SLACK_NS = 10_000_000;

    private Seconds() {}

    /** Completions in each second, of all jobs; where jobs began apart, to the nearest second. */
    static double[] iops(List<JobResult> jobs, List<OpFigures> figures) {
        long beginNs = jobs.stream().mapToLong(JobResult::startUnixNs).max().orElseThrow();
        long endNs =
                jobs.stream()
                        .mapToLong(job -> job.startUnixNs() + measuredNs(job))
                        .min()
                        .orElseThrow();
        int seconds = (int) Math.max(0, (endNs - beginNs + SLACK_NS) / SECOND_NS);
        double[] sums = new double[seconds];
        for (int i = 0; i < jobs.size(); i++) {
            long lateNs = beginNs - jobs.get(i).startUnixNs();
            int skipped = (int) Math.round(lateNs / (double) SECOND_NS);
            long[] ios = figures.get(i).secondIos();
            for (int s = 0; s < seconds && skipped + s < ios.length; s++) {
                sums[s] += ios[skipped + s];
            }
        }
        return sums;
    }

    /** The block size of all jobs; 0 if there are several. */
    static long blockBytes(List<JobResult> jobs, String op) {
        List<Long> sizes =
                jobs.stream()
                        .map(job -> job.job().access())
                        .map((Access access) -> op.equals("read") ? access.read() : access.write())
                        .map(Seconds::size)
                        .distinct()
                        .toList();
        return op.equals("sync") || sizes.size() != 1 ? 0 : sizes.getFirst();
    }

    private static long size(BlockSizes sizes) {
        return sizes.minBytes() == sizes.maxBytes() ? sizes.minBytes() : 0;
    }

    /** A job that ran for its time measured all of it, though its last completion came earlier. */
    private static long measuredNs(JobResult result) {
        Timing timing = result.job().timing();
        boolean whole = timing.timeBased() && result.failure() == null;
        return whole
                ? Math.max(result.runtimeNs(), timing.runtime().toNanos())
                : result.runtimeNs();
    }
}

package io.berth.engine.output;

import io.berth.engine.job.Job;
import io.berth.engine.result.JobResult;
import java.util.List;

/** {@code --output-format=normal}: a summary for people, in fio's shape. */
public final class NormalOutput {

    private NormalOutput() {}

    /** What is said before the jobs begin: a line a section, the version, how many jobs. */
    public static String opening(List<Job> jobs, String version) {
        throw new UnsupportedOperationException("being written");
    }

    /** The summary of a run: every job or group, then the groups' totals. */
    public static String text(List<JobResult> results, RunFacts facts) {
        throw new UnsupportedOperationException("being written");
    }
}

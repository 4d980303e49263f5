package io.berth.engine;

import io.berth.engine.job.EngineException;
import io.berth.engine.job.Job;
import io.berth.engine.result.JobResult;
import io.berth.engine.result.Progress;
import java.util.List;
import java.util.Set;

/** Runs jobs on this host: stage after stage, the jobs of a stage together. */
public final class Engine {

    private Engine() {}

    /**
     * Makes the files ready, warms up, runs, and reads back where a job verifies. Jobs of a stage
     * begin their measured time at one instant where they have the same ramp.
     *
     * @param allowOverwrite serials or by-id names of block devices that may be written
     * @param progress hears of phases
     * @return a result for each job, in order; jobs that failed have errors or a failure in theirs
     * @throws EngineException if a job cannot be begun; then nothing was written
     * @throws InterruptedException if the thread is interrupted: jobs are ended, their in-flight
     *     I/O awaited, and {@link Progress#interrupted} has been told what they measured
     */
    public static List<JobResult> run(List<Job> jobs, Set<String> allowOverwrite, Progress progress)
            throws InterruptedException {
        throw new UnsupportedOperationException("being written");
    }
}

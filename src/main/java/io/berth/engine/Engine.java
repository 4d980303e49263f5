package io.berth.engine;

import io.berth.engine.job.EngineException;
import io.berth.engine.job.Job;
import io.berth.engine.loop.Stages;
import io.berth.engine.result.JobResult;
import io.berth.engine.result.Progress;
import io.berth.engine.target.Prepared;
import io.berth.engine.target.Region;
import io.berth.engine.target.Targets;
import java.io.IOException;
import java.nio.file.Files;
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
        try (Prepared prepared = Targets.prepare(jobs, allowOverwrite, progress)) {
            List<JobResult> results = Stages.run(jobs, prepared.regions(), progress);
            for (int i = 0; i < jobs.size(); i++) {
                if (jobs.get(i).files().unlink()) {
                    unlink(prepared.regions().get(i));
                }
            }
            return results;
        }
    }

    private static void unlink(List<Region> regions) {
        for (Region region : regions) {
            if (!region.blockDevice()) {
                try {
                    Files.deleteIfExists(region.file());
                } catch (IOException e) {
                    throw new EngineException(
                            EngineException.Cause.HOST,
                            region.file() + " cannot be removed: " + e.getMessage(),
                            e);
                }
            }
        }
    }
}

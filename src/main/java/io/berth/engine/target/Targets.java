package io.berth.engine.target;

import io.berth.engine.job.EngineException;
import io.berth.engine.job.Job;
import io.berth.engine.result.Progress;
import java.util.List;
import java.util.Set;

/** Makes what jobs work on ready, and refuses what must not be written. */
public final class Targets {

    private Targets() {}

    /**
     * Checks every job, then lays out the files that are missing or too short.
     *
     * @param allowOverwrite serials or by-id names of block devices that may be written
     * @return the regions of each job, in its files' order
     * @throws EngineException if any job may not run; then nothing was written
     */
    public static List<List<Region>> prepare(
            List<Job> jobs, Set<String> allowOverwrite, Progress progress) {
        throw new UnsupportedOperationException("being written");
    }
}

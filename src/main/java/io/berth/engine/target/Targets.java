package io.berth.engine.target;

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
     * @return the regions of each job; to be closed after the last I/O
     * @throws io.berth.engine.job.EngineException if any job may not run; then nothing was written
     * @throws InterruptedException if the thread is interrupted; files begun are removed
     */
    public static Prepared prepare(List<Job> jobs, Set<String> allowOverwrite, Progress progress)
            throws InterruptedException {
        throw new UnsupportedOperationException("being written");
    }
}

package io.berth.engine.target;

import io.berth.engine.job.Job;
import io.berth.engine.result.Progress;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Makes what jobs work on ready, and refuses what must not be written.
 *
 * <p>Jobs that only read may read anything. Whatever would be written, by a job or by laying out,
 * is guarded: block devices by {@link DeviceGuard}, existing files by {@link FileGuard}.
 */
public final class Targets {

    private Targets() {}

    /**
     * Checks every job, then lays out the files that are missing or too short.
     *
     * @param allowOverwrite serials or by-id names of block devices that may be written; the
     *     backing file's path for a loop device; absolute paths of files that carry a file system
     *     or image and may be written all the same
     * @return the regions of each job; to be closed after the last I/O
     * @throws io.berth.engine.job.EngineException if any job may not run; then nothing was written
     * @throws InterruptedException if the thread is interrupted; files begun are removed
     */
    public static Prepared prepare(List<Job> jobs, Set<String> allowOverwrite, Progress progress)
            throws InterruptedException {
        return prepare(Kernel.running(), jobs, allowOverwrite, progress);
    }

    static Prepared prepare(
            Kernel kernel, List<Job> jobs, Set<String> allowOverwrite, Progress progress)
            throws InterruptedException {
        DeviceGuard devices = new DeviceGuard(kernel, allowOverwrite);
        boolean ready = false;
        try {
            Plan plan = new Plan(kernel, devices, new FileGuard(kernel, allowOverwrite));
            List<List<Region>> regions = new ArrayList<>();
            for (Job job : jobs) {
                regions.add(plan.add(job));
            }
            plan.requireRoom();
            new Layouts(progress).take(plan.steps());
            ready = true;
            return new Prepared(regions, devices);
        } finally {
            if (!ready) {
                devices.close();
            }
        }
    }
}

package io.berth.cli;

import io.berth.fio.JobFiles;
import io.berth.plan.Plan;
import io.berth.plan.Planner;
import io.berth.profile.Profile;
import io.berth.profile.ProfileReader;
import io.berth.run.TwinJobs;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** From a profile's file to its plan. */
final class Plans {

    private Plans() {}

    /**
     * Reads and plans.
     *
     * @param storage in place of the profile's own; null keeps it
     * @throws io.berth.profile.ProfileException with everything that is wrong with it
     * @throws io.berth.fio.FioException if a workload cannot be measured at one of the plan's
     *     layers, with a job file's line
     */
    static Plan read(Path file, @Nullable Path storage) {
        Profile profile = ProfileReader.read(file);
        Plan plan = Planner.plan(storage == null ? profile : profile.withStorage(storage));
        plan.cases().forEach(c -> JobFiles.check(c.workload(), c.disk().size().bytes()));
        TwinJobs.check(plan);
        return plan;
    }
}

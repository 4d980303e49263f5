package io.berth.cli;

import io.berth.fio.JobFiles;
import io.berth.host.AbilityProbe;
import io.berth.plan.Plan;
import io.berth.plan.Planner;
import io.berth.profile.Profile;
import io.berth.profile.ProfileReader;
import io.berth.run.TwinJobs;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** From a profile's file to its plan. */
final class Plans {

    private Plans() {}

    /**
     * Reads, asks tools and storage what they can do, and plans.
     *
     * @param storage in place of the profile's own; null keeps it
     * @throws io.berth.profile.ProfileException with everything that is wrong with it
     * @throws io.berth.host.HostException if an installed tool does not answer
     * @throws io.berth.fio.FioException if a workload cannot be measured at one of the plan's
     *     layers, with a job file's line
     */
    static Plan read(Path file, @Nullable Path storage) {
        Profile read = ProfileReader.read(file);
        Profile profile = storage == null ? read : read.withStorage(storage);
        Plan plan = Planner.plan(profile, AbilityProbe.probe(paths(profile)));
        plan.cases().forEach(c -> JobFiles.check(c.workload(), c.disk().size().bytes()));
        TwinJobs.check(plan);
        return plan;
    }

    private static List<Path> paths(Profile profile) {
        return profile.storage().stream().flatMap(s -> s.paths().stream()).toList();
    }
}

package io.berth.cli;

import io.berth.plan.Plan;
import io.berth.plan.Planner;
import io.berth.profile.Profile;
import io.berth.profile.ProfileReader;
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
     */
    static Plan read(Path file, @Nullable Path storage) {
        Profile profile = ProfileReader.read(file);
        return Planner.plan(storage == null ? profile : profile.withStorage(storage));
    }
}

package io.berth.plan;

import io.berth.profile.Profile;

/** Expands a profile to its plan. Pure: the same profile gives the same plan, anywhere. */
public final class Planner {

    private Planner() {}

    /**
     * The plan of a profile.
     *
     * @throws io.berth.profile.ProfileException if nothing is left to measure, or too much is asked
     */
    public static Plan plan(Profile profile) {
        throw new UnsupportedOperationException(profile.name());
    }
}

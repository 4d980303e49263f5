package io.berth.host;

import io.berth.plan.Plan;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** What keeps a plan from running on this host. */
public final class Preflight {
    private Preflight() {}

    /**
     * One thing that the host's operator must change.
     *
     * @param what what is missing, where
     * @param remedy how to change it
     */
    public record Problem(String what, String remedy) {}

    /**
     * @param besideTenants whether foreign QEMU processes and foreign load are accepted
     * @param ownPids QEMU processes that are berth's own
     */
    public static List<Problem> check(
            Plan plan, Path results, boolean besideTenants, Set<Long> ownPids) {
        throw new UnsupportedOperationException();
    }
}

package io.berth.plan;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What will be measured, in which order.
 *
 * @param profile the profile's name
 * @param profileFile where it was read from, for error messages and reports
 * @param profileText the profile as it was written, so that results stand alone
 * @param cases every case once, in the profile's order
 * @param blocks the order of running
 * @param notes what a reader should know before it runs
 */
public record Plan(
        int schemaVersion,
        String profile,
        @Nullable String purpose,
        String profileFile,
        String profileText,
        List<Case> cases,
        List<Block> blocks,
        List<Exclusion> exclusions,
        Measure measure,
        @Nullable Objective objective,
        Estimate estimate,
        List<String> notes) {

    /** The version of plan.json's layout. */
    public static final int SCHEMA_VERSION = 1;

    /**
     * The case of this id.
     *
     * @throws IllegalArgumentException if the plan has none
     */
    public Case find(String id) {
        return cases.stream()
                .filter(c -> c.id().equals(id))
                .findAny()
                .orElseThrow(() -> new IllegalArgumentException("no case '" + id + "'"));
    }
}

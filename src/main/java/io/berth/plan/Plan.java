package io.berth.plan;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What will be measured, in which order.
 *
 * @param profile the profile's name
 * @param profileFile where it was read from, for error messages and reports
 * @param profileText the profile as it was written, so that results stand alone
 * @param cases every case once, in the profile's order
 * @param operations on images, every one once; empty if the profile has none
 * @param blocks the order of running, of cases and operations together
 * @param notes what a reader should know before it runs
 */
public record Plan(
        int schemaVersion,
        String profile,
        @Nullable String purpose,
        String profileFile,
        String profileText,
        List<Case> cases,
        List<OperationCase> operations,
        List<Block> blocks,
        List<Exclusion> exclusions,
        Measure measure,
        @Nullable Objective objective,
        Estimate estimate,
        List<String> notes) {

    /** The version of plan.json's layout. */
    public static final int SCHEMA_VERSION = 1;

    /** The directories and devices that its cases and operations lie on, each once. */
    public List<Path> storagePaths() {
        return Stream.concat(
                        cases.stream().map(Case::storage),
                        operations.stream().map(OperationCase::storage))
                .flatMap(place -> place.paths().stream())
                .distinct()
                .toList();
    }

    /** The operation of this id; empty if it is a case's, or none. */
    public Optional<OperationCase> operation(String id) {
        return operations.stream().filter(o -> o.id().equals(id)).findAny();
    }

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

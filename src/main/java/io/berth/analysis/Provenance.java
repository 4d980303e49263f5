package io.berth.analysis;

import java.util.List;
import java.util.SortedMap;

/**
 * Where the figures come from and how to get them again.
 *
 * @param schemaVersions by file: plan.json, environment.json, case.json, analysis.json
 * @param seed the profile's
 * @param profileFile where the profile was read from
 * @param profileText the profile, whole
 * @param files the raw files of the run's root and each case.json, with their SHA-256
 * @param rawFiles how many raw files there are in all; derived/SHA256SUMS lists every one
 * @param rawDigest the SHA-256 of derived/SHA256SUMS
 * @param reproduce two commands: measure again, and rebuild this report
 */
public record Provenance(
        String runId,
        SortedMap<String, Integer> schemaVersions,
        long seed,
        String profileFile,
        String profileText,
        List<FileSum> files,
        int rawFiles,
        String rawDigest,
        List<String> reproduce) {

    /** A file by its path inside the run directory. */
    public record FileSum(String file, long bytes, String sha256) {}
}

package io.berth.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Profiles small enough for emulated guests on two cores. */
final class SmallProfile {

    private SmallProfile() {}

    /**
     * Writes a profile.
     *
     * @param disk further keys of {@code disk}, as YAML in braces would have them
     * @param guests the ladder, as YAML
     * @param workload the workload's keys
     */
    static Path write(Path directory, String disk, String guests, String workload, String measure)
            throws IOException {
        Path file = directory.resolve("small.yaml");
        Files.writeString(
                file,
                """
                name: small
                purpose: a test
                storage: disk
                disk: {size: 64MiB, %s}
                guest: {vcpus: 1, memory: 192MiB}
                guests: %s
                workloads:
                  - {name: load, %s}
                measure: {%s}
                """
                        .formatted(disk, guests, workload, measure));
        return file;
    }
}

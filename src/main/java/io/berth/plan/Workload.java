package io.berth.plan;

import java.time.Duration;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * What each guest does: options in fio's names and spelling, or a job file of the user's own.
 *
 * @param options fio options given inline, sizes in plain bytes; empty if there is a job file
 * @param jobFile the user's job file, whole, so that results stand alone; null if inline
 * @param rampTime load before the measurement, not measured
 * @param runtime the measured time
 */
public record Workload(
        String name,
        SortedMap<String, String> options,
        @Nullable JobFile jobFile,
        Duration rampTime,
        Duration runtime) {

    /** A fio job file: its name as the profile gave it, and its text. */
    public record JobFile(String file, String text) {}

    /** fio's word for what it does ({@code randread}); "file" for a job file. */
    public String rw() {
        return options.getOrDefault("rw", jobFile == null ? "read" : "file");
    }
}

package io.berth.analysis;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The run at a glance.
 *
 * @param purpose the profile's, if it has one
 * @param endedAt null if the run is still going or was killed
 * @param state {@code complete}, {@code interrupted} (Ctrl-C, kill) or {@code incomplete}
 * @param host the machine's name; {@code unknown} if there is no environment.json
 * @param accelerator kvm or tcg; null for a run without guests
 * @param acceleratorReason why this one
 * @param emulated whether the guests' CPUs were emulated: for trying berth out only
 * @param blocks how many repetitions the plan has
 * @param layers the layers of the plan, by word
 * @param measuredSeconds the sum of the measured windows, and of the wall times of operations
 * @param wallSeconds between start and end, pauses between sessions left out
 * @param measuredShare measured ÷ wall; null while the wall time is unknown
 * @param objective the objective in words, a line each; empty if there is none
 */
public record Header(
        String runId,
        String profile,
        @Nullable String purpose,
        Instant startedAt,
        @Nullable Instant endedAt,
        String state,
        String host,
        String berthVersion,
        @Nullable String accelerator,
        @Nullable String acceleratorReason,
        boolean emulated,
        int blocks,
        List<String> layers,
        Counts counts,
        double measuredSeconds,
        double wallSeconds,
        @Nullable Double measuredShare,
        List<String> objective) {

    /** Cases and operations × blocks; planned is the sum of the others. */
    public record Counts(int planned, int completed, int failed, int skipped, int pending) {}
}

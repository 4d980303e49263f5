package io.berth.results;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one case showed in one block: case.json.
 *
 * @param reason why it failed or was skipped, with the remedy; null if it completed
 * @param window when all guests were measured together; null if it did not get that far
 * @param guests per guest, in order, at the layer host per twin; empty if it did not get that far
 * @param images the images measured, by guest
 * @param effective the settings as they were read back, by guest
 * @param host the host during the window; null if it did not get that far
 * @param notices what a reader must know next to the numbers
 * @param snapshots external snapshots taken under the load, by guest; empty if none was asked for
 * @param twins at the layer host how each twin's I/O was done, empty if it did not get that far;
 *     null at other layers
 * @param seed the seed of the block's workloads; each guest's own derives from it
 */
public record CaseResult(
        int schemaVersion,
        String caseId,
        int block,
        Status status,
        @Nullable String reason,
        Instant startedAt,
        long elapsedMs,
        long seed,
        @Nullable Window window,
        List<GuestResult> guests,
        List<ImageRecord> images,
        List<EffectiveDisk> effective,
        @Nullable HostUse host,
        List<Notice> notices,
        List<LiveSnapshot> snapshots,
        @OfLayer @Nullable List<EffectiveTwin> twins) {

    /** The version of case.json's layout. */
    public static final int SCHEMA_VERSION = 1;
}

package io.berth.calibration;

import com.fasterxml.jackson.annotation.JsonValue;
import io.berth.results.Environment;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A calibration as it is stored: calibration.json. What it means is judged from this alone, by
 * {@link Judge}.
 *
 * @param id {@code calibration-<UTC time>}
 * @param endedAt null while it runs
 * @param tenants who else used the host before it began; accepted with --beside-tenants
 * @param rows those that were begun
 */
public record Calibration(
        int schemaVersion,
        String id,
        State state,
        Instant startedAt,
        @Nullable Instant endedAt,
        Schedule schedule,
        List<String> tenants,
        Environment environment,
        List<RowResult> rows) {

    /** The version of calibration.json's layout. */
    public static final int SCHEMA_VERSION = 1;

    /** Whether all was done. */
    public enum State {
        RUNNING,
        /** Ended before its end: what was measured counts. */
        INTERRUPTED,
        COMPLETE;

        @JsonValue
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public Calibration {
        tenants = List.copyOf(tenants);
        rows = List.copyOf(rows);
    }

    /** The rows that were planned and not begun. */
    public List<Row> missing() {
        return schedule.rows().stream()
                .filter(row -> rows.stream().noneMatch(r -> r.row().name().equals(row.name())))
                .toList();
    }
}

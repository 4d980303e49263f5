package io.berth.results;

import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One line of journal.jsonl.
 *
 * @param caseId set for CASE_ENDED
 * @param block set for CASE_ENDED
 * @param status set for CASE_ENDED
 * @param reason why a case failed or was skipped, or the run was interrupted
 */
public record JournalEntry(
        Instant at,
        Event event,
        @Nullable String caseId,
        @Nullable Integer block,
        @Nullable Status status,
        @Nullable String reason) {

    /** What happened. */
    public enum Event {
        RUN_STARTED,
        RUN_RESUMED,
        CASE_ENDED,
        RUN_INTERRUPTED,
        RUN_ENDED;

        @JsonValue
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}

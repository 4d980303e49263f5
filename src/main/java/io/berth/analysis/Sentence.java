package io.berth.analysis;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** One sentence of the answer. */
public record Sentence(Kind kind, String text) {

    /** What a sentence is about, so that a report can mark it. */
    public enum Kind {
        /** A verdict that the evidence carries. */
        VERDICT,
        /** Measured figures without a verdict. */
        MEASURED,
        /** Why measured figures have no verdict, once for all. */
        NO_VERDICT,
        /** An objective met, missed or not judgeable. */
        OBJECTIVE,
        /** What limits all figures: emulation, interruption. */
        CAVEAT,
        /** What failed or was skipped. */
        FAILED;

        @JsonValue
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}

package io.berth.analysis;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/**
 * Why a comparison has no verdict.
 *
 * @param text a clause with its figures: {@code 1 block was measured, 6 are needed}
 */
public record Refusal(Code code, String text) {

    /** The kinds of reasons, so that a report can say once what many comparisons share. */
    public enum Code {
        /** Fewer blocks were measured than a verdict needs, whatever they show. */
        TOO_FEW_BLOCKS,
        /** Blocks do not count, as too few samples lie beyond a percentile. */
        TOO_FEW_SAMPLES,
        /** Blocks do not count: a failure, I/O errors, steal, or a rate that was not reached. */
        SPOILT_BLOCKS,
        /** The guests' CPUs were emulated. */
        EMULATED,
        /** Reads came from the host's page cache. */
        RAM_SERVED,
        /** Somebody else's guests ran beside the measured ones. */
        BESIDE_TENANTS;

        @JsonValue
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}

package io.berth.results;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** How a case ended in one block. */
public enum Status {
    COMPLETED,
    FAILED,
    SKIPPED;

    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}

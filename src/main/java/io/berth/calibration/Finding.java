package io.berth.calibration;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Where the interval of a ratio lies against the zone that counts as the same. */
public enum Finding {
    /** Inside the zone. */
    SAME,
    /** Above the zone. */
    HIGHER,
    /** Below the zone. */
    LOWER,
    /** Not below the zone, and partly above it. */
    NOT_LOWER,
    /** Not above the zone, and partly below it. */
    NOT_HIGHER,
    /** On both sides of a limit that matters. */
    UNCLEAR,
    /** Not judged; the reason says why. */
    NONE;

    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}

package io.berth.units;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Durations as fio users write them: {@code 30} (seconds), {@code 500ms}, {@code 30s}, {@code 5m},
 * {@code 2h}, {@code 100us}. Fractions are refused: fio reads {@code 0.5} as 0, which is endless.
 */
public final class Durations {

    private static final Pattern WRITTEN = Pattern.compile("(\\d+)\\s*([A-Za-z]*)");
    private static final Map<String, Long> NANOS =
            Map.of(
                    "", 1_000_000_000L,
                    "us", 1_000L,
                    "usec", 1_000L,
                    "ms", 1_000_000L,
                    "msec", 1_000_000L,
                    "s", 1_000_000_000L,
                    "sec", 1_000_000_000L,
                    "m", 60_000_000_000L,
                    "h", 3_600_000_000_000L,
                    "d", 86_400_000_000_000L);

    private Durations() {}

    /**
     * Reads a written duration.
     *
     * @throws IllegalArgumentException with the form that would do, if the text is no duration
     */
    public static Duration parse(String text) {
        Matcher matcher = WRITTEN.matcher(text.strip());
        Long nanos = null;
        if (matcher.matches()) {
            nanos = NANOS.get(matcher.group(2).toLowerCase(Locale.ROOT));
        }
        if (nanos == null) {
            throw new IllegalArgumentException(
                    "'" + text + "' is no time: write 500ms, 30s, 5m or whole seconds");
        }
        try {
            return Duration.ofNanos(Math.multiplyExact(Long.parseLong(matcher.group(1)), nanos));
        } catch (ArithmeticException | NumberFormatException e) {
            throw new IllegalArgumentException("'" + text + "' is too long a time", e);
        }
    }

    /** The exact duration in the largest unit that divides it ({@code 90s}, {@code 500ms}). */
    public static String exact(Duration duration) {
        long nanos = duration.toNanos();
        for (var unit : new Object[][] {{"h", 3_600_000_000_000L}, {"m", 60_000_000_000L}}) {
            long size = (long) unit[1];
            if (nanos >= size && nanos % size == 0) {
                return nanos / size + (String) unit[0];
            }
        }
        if (nanos % 1_000_000_000L == 0) {
            return nanos / 1_000_000_000L + "s";
        }
        return nanos % 1_000_000L == 0 ? nanos / 1_000_000L + "ms" : nanos / 1_000L + "us";
    }

    /** A duration for readers, coarse: {@code 3 min 20 s}, {@code 2 h 5 min}, {@code 12 s}. */
    public static String display(Duration duration) {
        long seconds = Math.round(duration.toMillis() / 1000.0);
        if (seconds < 60) {
            return seconds + " s";
        }
        if (seconds < 3600) {
            return seconds / 60 + " min" + (seconds % 60 == 0 ? "" : " " + seconds % 60 + " s");
        }
        long minutes = Math.round(seconds / 60.0);
        return minutes / 60 + " h" + (minutes % 60 == 0 ? "" : " " + minutes % 60 + " min");
    }
}

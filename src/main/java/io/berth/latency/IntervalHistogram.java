package io.berth.latency;

import java.util.regex.Pattern;
import org.HdrHistogram.Histogram;

/**
 * The latencies of one interval.
 *
 * @param tag whose they are: {@code guest:op} ({@code 1:read}); without commas and white space
 * @param startUnixMs on the host's clock
 * @param endUnixMs on the host's clock, not before the start
 * @param histogram of nanoseconds
 */
public record IntervalHistogram(
        String tag, double startUnixMs, double endUnixMs, Histogram histogram) {

    private static final Pattern TAG = Pattern.compile("[^,\\s]+");

    public IntervalHistogram {
        if (!TAG.matcher(tag).matches()) {
            throw new IllegalArgumentException(
                    "'" + tag + "' is no tag: commas and white space end it in a histogram log");
        }
        if (!(startUnixMs <= endUnixMs)) {
            throw new IllegalArgumentException(
                    "an interval from " + startUnixMs + " to " + endUnixMs + " ms");
        }
    }
}

package io.berth.latency;

import java.util.List;

/** Histogram log files: HdrHistogram's log format 1.3, values in nanoseconds. */
public final class HistogramFiles {

    private HistogramFiles() {}

    /** The text of a histogram log; the same bytes for the same intervals. */
    public static String text(List<IntervalHistogram> intervals) {
        throw new UnsupportedOperationException();
    }

    /** Reads what {@link #text} wrote. */
    public static List<IntervalHistogram> parse(String text) {
        throw new UnsupportedOperationException();
    }
}

package io.berth.latency;

import org.HdrHistogram.Histogram;

/**
 * The latencies of one interval.
 *
 * @param tag whose they are: {@code guest:op} ({@code 1:read}); without commas and white space
 * @param startUnixMs on the host's clock
 * @param endUnixMs on the host's clock
 * @param histogram of nanoseconds
 */
public record IntervalHistogram(
        String tag, double startUnixMs, double endUnixMs, Histogram histogram) {}

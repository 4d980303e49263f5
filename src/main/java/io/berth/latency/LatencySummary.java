package io.berth.latency;

import java.util.SortedMap;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * What is said of one latency distribution, in nanoseconds.
 *
 * @param count the samples
 * @param percentileNs the latency at each percentile, keyed as fio's users write it ({@code 50},
 *     {@code 99}, {@code 99.9}); a percentile with fewer than {@link #SHOWN_FROM} samples beyond it
 *     is absent
 */
public record LatencySummary(
        long count, long minNs, long maxNs, double meanNs, SortedMap<String, Long> percentileNs) {

    /** The percentiles that are kept, lowest first. */
    public static final double[] PERCENTILES = {50, 90, 95, 99, 99.9, 99.99};

    /** A percentile p of N samples is shown from N(1 − p) of this many. */
    public static final int SHOWN_FROM = 10;

    /** A percentile p of N samples is judged from N(1 − p) of this many. */
    public static final int JUDGED_FROM = 100;

    /** The summary of a histogram of nanoseconds; percentiles never pass the exact maximum. */
    public static LatencySummary of(Histogram histogram) {
        return of(
                histogram,
                histogram.getTotalCount() == 0 ? 0 : histogram.getMinNonZeroValue(),
                histogram.getMaxValue(),
                histogram.getMean());
    }

    /** The same where minimum, maximum and mean are known exactly, as fio reports them. */
    public static LatencySummary of(
            Histogram histogram, long exactMinNs, long exactMaxNs, double exactMeanNs) {
        SortedMap<String, Long> percentiles = new TreeMap<>(LatencySummary::byNumber);
        long count = histogram.getTotalCount();
        for (double percentile : PERCENTILES) {
            if (beyond(count, percentile) >= SHOWN_FROM) {
                percentiles.put(
                        key(percentile),
                        Math.min(histogram.getValueAtPercentile(percentile), exactMaxNs));
            }
        }
        return new LatencySummary(count, exactMinNs, exactMaxNs, exactMeanNs, percentiles);
    }

    /**
     * The latency at a percentile ({@code "99.9"}), or null where too few samples lie beyond it.
     */
    public @Nullable Long at(String percentile) {
        return percentileNs.get(percentile);
    }

    /** Whether a verdict may rest on this percentile. */
    public boolean judgeable(String percentile) {
        return beyond(count, Double.parseDouble(percentile)) >= JUDGED_FROM;
    }

    /** How a percentile is written: 99 and not 99.0. */
    public static String key(double percentile) {
        return percentile == Math.rint(percentile)
                ? Long.toString((long) percentile)
                : Double.toString(percentile);
    }

    private static double beyond(long count, double percentile) {
        // The tolerance keeps 10,000 samples × (1 − 0.999) from being 9.99….
        return count * (100 - percentile) / 100 + 1e-6;
    }

    private static int byNumber(String a, String b) {
        return Double.compare(Double.parseDouble(a), Double.parseDouble(b));
    }
}

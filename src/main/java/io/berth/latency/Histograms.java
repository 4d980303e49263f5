package io.berth.latency;

import java.util.Collection;
import org.HdrHistogram.Histogram;

/** Histograms of nanoseconds, all with the same range and precision, so that they merge exactly. */
public final class Histograms {

    /** One hour: the largest latency that is kept. */
    public static final long HIGHEST_NS = 3_600_000_000_000L;

    /** Significant decimal digits: values are kept to 0.1 %. */
    public static final int DIGITS = 3;

    private Histograms() {}

    /** An empty histogram. */
    public static Histogram empty() {
        return new Histogram(HIGHEST_NS, DIGITS);
    }

    /** The sum of histograms: as if all samples had been recorded in one. */
    public static Histogram merge(Collection<Histogram> parts) {
        Histogram sum = empty();
        parts.forEach(sum::add);
        return sum;
    }
}

package io.berth.fio;

import io.berth.latency.Histograms;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * fio's latency bins (stat.h and stat.c of fio 3.33, plat_idx_to_val): 29 groups of 64 bins.
 *
 * <p>Bins 0 to 127 hold one nanosecond each. From there each octave [2^e, 2^(e+1)) has 64 bins,
 * each 2^(e−6) wide, and stands in json+ and in fio's percentiles as its midpoint. The last bin,
 * from 17.0 s, also takes all that is longer. Midpoints are multiples of 2^(e−7), HdrHistogram's
 * buckets at three digits are 2^(e−10) wide there: no two bins share a bucket, nothing is rounded.
 */
public final class Bins {

    static final int PER_OCTAVE = 64;

    /** How many bins there are. */
    public static final int COUNT = 29 * PER_OCTAVE;

    private static final int OCTAVE_BITS = 6;

    private Bins() {}

    /** The midpoint of a bin in nanoseconds, as json+ and fio's percentiles give it. */
    public static long midpointNs(int bin) {
        if (bin < 0 || bin >= COUNT) {
            throw new IllegalArgumentException("fio has no bin " + bin);
        }
        if (bin < 2 * PER_OCTAVE) {
            return bin;
        }
        int shift = bin / PER_OCTAVE - 1;
        long lowest = (long) (PER_OCTAVE + bin % PER_OCTAVE) << shift;
        return lowest + (1L << shift) / 2;
    }

    /** The bin of a midpoint, or of any latency in nanoseconds. */
    public static int of(long ns) {
        if (ns < 0) {
            throw new IllegalArgumentException(ns + " ns");
        }
        int octave = 63 - Long.numberOfLeadingZeros(Math.max(ns, 1));
        if (octave <= OCTAVE_BITS) {
            return (int) ns;
        }
        int shift = octave - OCTAVE_BITS;
        return (int) Math.min(COUNT - 1L, (long) shift * PER_OCTAVE + (ns >> shift));
    }

    /**
     * The counts of a histogram by bin. Exact, as HdrHistogram's buckets at three digits lie each
     * within one bin.
     */
    public static long[] counts(Histogram histogram) {
        long[] counts = new long[COUNT];
        histogram
                .recordedValues()
                .forEach(
                        value ->
                                counts[of(value.getValueIteratedTo())] +=
                                        value.getCountAtValueIteratedTo());
        return counts;
    }

    /** A histogram of json+ bins: counts by midpoint. */
    public static Histogram histogram(Map<Long, Long> countByMidpointNs) {
        Histogram histogram = Histograms.empty();
        countByMidpointNs.forEach(histogram::recordValueWithCount);
        return histogram;
    }

    /** A histogram of a histogram log's row: counts by bin. */
    static Histogram histogram(long[] countByBin) {
        Histogram histogram = Histograms.empty();
        for (int bin = 0; bin < countByBin.length; bin++) {
            if (countByBin[bin] > 0) {
                histogram.recordValueWithCount(midpointNs(bin), countByBin[bin]);
            }
        }
        return histogram;
    }
}

package io.berth.engine.output;

import io.berth.fio.Bins;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/**
 * One kind of latency as fio has it, in nanoseconds: bins, and what is said of them.
 *
 * <p>The bins are exact; minimum, maximum, mean and deviation are those of the histogram and thus
 * within 0.1 %.
 *
 * @param deviationNs of the sample, as fio has it: over N − 1
 * @param countByBin see {@link Bins}
 * @param countByClass see {@link LatencyClass}
 */
@SuppressWarnings("ArrayRecordComponent") // not compared, not kept
record Latency(
        long count,
        long minNs,
        long maxNs,
        double meanNs,
        double deviationNs,
        long[] countByBin,
        long[] countByClass) {

    static Latency of(Histogram histogram) {
        long count = histogram.getTotalCount();
        if (count == 0) {
            return new Latency(0, 0, 0, 0, 0, new long[Bins.COUNT], LatencyClass.counts(histogram));
        }
        return new Latency(
                count,
                histogram.getMinValue(),
                histogram.getMaxValue(),
                histogram.getMean(),
                count == 1
                        ? 0
                        : histogram.getStdDeviation() * Math.sqrt(count / (double) (count - 1)),
                Bins.counts(histogram),
                LatencyClass.counts(histogram));
    }

    /**
     * The latencies at these percentiles, in rising order: midpoints of bins, as fio's
     * (calc_clat_percentiles, stat.c of fio 3.33), so that the last may pass the maximum.
     */
    long[] at(List<Double> percentiles) {
        long[] found = new long[percentiles.size()];
        long below = 0;
        int bin = -1;
        for (int i = 0; i < found.length && count > 0; i++) {
            long rank = rank(percentiles.get(i));
            while (below < rank) {
                bin++;
                below += countByBin[bin];
            }
            found[i] = Bins.midpointNs(bin);
        }
        return found;
    }

    /** The bins that hold any, by their midpoints in nanoseconds. */
    SortedMap<Long, Long> countByMidpoint() {
        SortedMap<Long, Long> counts = new TreeMap<>();
        for (int bin = 0; bin < countByBin.length; bin++) {
            if (countByBin[bin] > 0) {
                counts.put(Bins.midpointNs(bin), countByBin[bin]);
            }
        }
        return counts;
    }

    /** How many samples lie at or below a percentile, computed without rounding, at least 1. */
    private long rank(double percentile) {
        BigDecimal share = new BigDecimal(percentile).movePointLeft(2);
        long rank =
                share.multiply(BigDecimal.valueOf(count))
                        .setScale(0, RoundingMode.CEILING)
                        .longValueExact();
        return Math.max(1, rank);
    }
}

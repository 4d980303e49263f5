package io.berth.engine.output;

import java.util.Arrays;
import java.util.List;

/** Counts by class as percentages, in fio's way: what there is at all is never shown as nothing. */
final class Shares {

    /** Least share shown of depths and batches. */
    static final double LEAST_DEPTH = 0.1;

    /** Least share shown of latencies. */
    static final double LEAST_LATENCY = 0.01;

    /** Classes of I/Os in flight: from this many on. */
    static final List<String> DEPTHS = List.of("1", "2", "4", "8", "16", "32", ">=64");

    /** Classes of I/Os handed over or reaped by one system call: up to this many. */
    static final List<String> BATCHES = List.of("0", "4", "8", "16", "32", "64", ">=64");

    /** How many powers of two fall into fio's class of 1 to 4. */
    private static final int FIRST_POWERS = 3;

    private Shares() {}

    /**
     * Counts of batches of 2^i to 2^(i+1) − 1, in fio's {@link #BATCHES}. Exact where batches are
     * powers of two; those between two of them count as the lower, in fio as the upper.
     */
    static long[] batches(long[] byPower) {
        long[] counts = new long[BATCHES.size()];
        for (int power = 0; power < byPower.length; power++) {
            int index = Math.max(1, power - FIRST_POWERS + 2);
            counts[Math.min(index, counts.length - 1)] += byPower[power];
        }
        return counts;
    }

    /** Percent of all by class; counts beyond the last class belong to it. */
    static double[] of(long[] counts, int classes, double least) {
        long[] folded = Arrays.copyOf(counts, classes);
        for (int i = classes; i < counts.length; i++) {
            folded[classes - 1] += counts[i];
        }
        long total = Arrays.stream(folded).sum();
        double[] shares = new double[classes];
        for (int i = 0; i < classes; i++) {
            shares[i] = folded[i] == 0 ? 0 : Math.max(least, 100.0 * folded[i] / total);
        }
        return shares;
    }
}

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

    private Shares() {}

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

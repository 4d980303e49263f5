package io.berth.bench;

import io.berth.latency.Histograms;
import java.util.Random;
import org.HdrHistogram.Histogram;

/** Latencies as a disk has them: a log-normal body around 100 µs, one in a thousand far out. */
final class Latencies {

    private static final double MEDIAN_NS = 100_000;
    private static final double SIGMA = 0.5;
    private static final int OUTLIER_FACTOR = 50;

    private Latencies() {}

    /** The same for the same seed. */
    static long[] sample(int count, long seed) {
        Random random = new Random(seed);
        long[] ns = new long[count];
        for (int i = 0; i < count; i++) {
            double body = MEDIAN_NS * Math.exp(SIGMA * random.nextGaussian());
            ns[i] = Math.round(random.nextInt(1000) == 0 ? OUTLIER_FACTOR * body : body);
        }
        return ns;
    }

    static Histogram histogram(int count, long seed) {
        Histogram histogram = Histograms.empty();
        for (long ns : sample(count, seed)) {
            histogram.recordValue(ns);
        }
        return histogram;
    }
}

package io.berth.engine.pattern;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import java.util.function.LongSupplier;
import org.apache.commons.statistics.inference.ChiSquareTest;
import org.apache.commons.statistics.inference.KolmogorovSmirnovTest;

/**
 * Tests of hypotheses about seeded draws. Seeds are fixed, so a test passes always or never; one
 * right generator in ten thousand would have failed when its seed was chosen.
 */
final class Chance {

    static final double P_MIN = 1e-4;

    private Chance() {}

    /** That these counts come from cells of these probabilities, of which each expects some. */
    static void assertShares(double[] probability, long[] counts) {
        double[] expected = new double[probability.length];
        long total = Arrays.stream(counts).sum();
        for (int i = 0; i < expected.length; i++) {
            expected[i] = probability[i] * total;
            assertThat(expected[i]).as("expected in cell %d", i).isGreaterThan(5);
        }
        assertThat(ChiSquareTest.withDefaults().test(expected, counts).getPValue())
                .as("p of %s", counts.length <= 20 ? Arrays.toString(counts) : "the counts")
                .isGreaterThan(P_MIN);
    }

    /** The same, with neighbouring cells taken together until they expect enough. */
    static void assertPooledShares(double[] probability, long[] counts) {
        long total = Arrays.stream(counts).sum();
        double[] pooled = new double[probability.length];
        long[] pooledCounts = new long[probability.length];
        int cells = 0;
        for (int i = 0; i < probability.length; i++) {
            pooled[cells] += probability[i];
            pooledCounts[cells] += counts[i];
            cells += pooled[cells] * total >= 20 ? 1 : 0;
        }
        assertThat(cells).isGreaterThan(1);
        if (cells < pooled.length) { // what is left over
            pooled[cells - 1] += pooled[cells];
            pooledCounts[cells - 1] += pooledCounts[cells];
        }
        assertShares(Arrays.copyOf(pooled, cells), Arrays.copyOf(pooledCounts, cells));
    }

    static void assertEven(long[] counts) {
        double[] probability = new double[counts.length];
        Arrays.fill(probability, 1.0 / counts.length);
        assertShares(probability, counts);
    }

    static void assertDistribution(double[] sample, DoubleUnaryOperator cdf) {
        assertThat(KolmogorovSmirnovTest.withDefaults().test(sample, cdf).getPValue())
                .as("p")
                .isGreaterThan(P_MIN);
    }

    /** How often each of so many values is drawn. */
    static long[] count(LongSupplier values, int cells, int draws) {
        long[] counts = new long[cells];
        for (int i = 0; i < draws; i++) {
            counts[(int) values.getAsLong()]++;
        }
        return counts;
    }

    /**
     * That a sequence of numbers below n has no structure from one to the next: distances are even,
     * pairs fill the square, triples the cube, and there is no serial correlation.
     */
    static void assertUnordered(long[] values, long n) {
        int cells = 32;
        long[] distance1 = new long[cells * cells];
        long[] distance2 = new long[cells * cells];
        long[] distance64 = new long[cells * cells];
        long[] pairs = new long[cells * cells];
        long[] triples = new long[512];
        for (int i = 64; i < values.length; i++) {
            distance1[cell(Math.floorMod(values[i] - values[i - 1], n), n, cells * cells)]++;
            distance2[cell(Math.floorMod(values[i] - values[i - 2], n), n, cells * cells)]++;
            distance64[cell(Math.floorMod(values[i] - values[i - 64], n), n, cells * cells)]++;
            pairs[cell(values[i], n, cells) * cells + cell(values[i - 1], n, cells)]++;
            triples[
                    (cell(values[i], n, 8) * 8 + cell(values[i - 1], n, 8)) * 8
                            + cell(values[i - 2], n, 8)]++;
        }
        for (long[] counts : new long[][] {distance1, distance2, distance64, pairs, triples}) {
            assertEven(counts);
        }
        assertThat(Math.abs(correlation(values))).isLessThan(4 / Math.sqrt(values.length));
    }

    private static int cell(long value, long n, int cells) {
        return (int) (value * cells / n);
    }

    /** Of each value with the next one. */
    static double correlation(long[] values) {
        double mean = Arrays.stream(values).average().orElseThrow();
        double together = 0;
        double variance = 0;
        for (int i = 0; i < values.length; i++) {
            double deviation = values[i] - mean;
            variance += deviation * deviation;
            together += i == 0 ? 0 : deviation * (values[i - 1] - mean);
        }
        return together / variance;
    }
}

package io.berth.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SignedRankTest {

    /** Depression scale data, Hollander, Wolfe and Chicken, example 3.1: the estimate is −0.46. */
    @Test
    void publishedExample() {
        double[] d = {-0.952, 0.147, -1.022, -0.430, -0.620, -0.590, -0.490, 0.080, -0.010};
        SignedRank rank = SignedRank.of(d);
        assertThat(rank.estimate()).isCloseTo(-0.46, within(1e-9));
        SignedRank.Interval interval = interval(rank);
        // Their 96 % interval is (−0.786, −0.010): the 6th and the 40th of 45 Walsh averages.
        assertThat(interval.low()).isCloseTo(-0.786, within(1e-9));
        assertThat(interval.high()).isCloseTo(-0.010, within(1e-9));
        assertThat(interval.confidence()).isCloseTo(0.961, within(5e-4));
    }

    /**
     * Critical values of T for two-sided α = 0.05 as tables of the signed-rank test print them
     * (Wilcoxon and Wilcox 1964): k is the largest T with 2 P(T ≤ k) ≤ 0.05.
     */
    @ParameterizedTest
    @CsvSource({
        "6, 0, 0.96875",
        "7, 2, 0.953125",
        "8, 3, 0.9609375",
        "9, 5, 0.9609375",
        "10, 8, 0.951171875",
        "15, 25, 0.95",
        "20, 52, 0.95",
        "25, 89, 0.95"
    })
    void publishedCriticalValues(int n, int critical, double confidence) {
        double[] values = new double[n];
        for (int i = 0; i < n; i++) {
            values[i] = StrictMath.pow(1.7, i);
        }
        SignedRank.Interval interval = interval(SignedRank.of(values));
        double[] walsh = SignedRank.walshAverages(values);
        assertThat(interval.low()).isEqualTo(walsh[critical]);
        assertThat(interval.high()).isEqualTo(walsh[walsh.length - 1 - critical]);
        assertThat(interval.confidence()).isGreaterThanOrEqualTo(confidence);
        if (n <= 10) {
            assertThat(interval.confidence()).isEqualTo(confidence);
        }
    }

    /** The distribution of T against the enumeration of all 2^n signs. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5, 6, 8, 11, 14})
    void distributionAgainstEnumeration(int n) {
        long[] counts = new long[n * (n + 1) / 2 + 1];
        for (int signs = 0; signs < 1 << n; signs++) {
            int t = 0;
            for (int rank = 1; rank <= n; rank++) {
                t += (signs >> (rank - 1) & 1) * rank;
            }
            counts[t]++;
        }
        double[] cumulative = SignedRank.cumulative(n);
        long sum = 0;
        for (int t = 0; t < counts.length; t++) {
            sum += counts[t];
            assertThat(cumulative[t]).isCloseTo((double) sum / (1 << n), within(1e-12));
        }
    }

    @Test
    void belowSixValuesThereIsOnlyAnEstimate() {
        assertThat(SignedRank.of(new double[] {3}).estimate()).isEqualTo(3);
        assertThat(SignedRank.of(new double[] {1, 2, 9}).estimate()).isEqualTo(3.5);
        assertThat(SignedRank.of(new double[] {1, 2, 3, 4, 5}).interval()).isNull();
        assertThatThrownBy(() -> SignedRank.of(new double[0]))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> SignedRank.of(new double[] {1, Double.NEGATIVE_INFINITY}))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /** The interval must hold the truth as often as it says, for light and heavy tails alike. */
    @ParameterizedTest
    @CsvSource({"6, 1", "8, 1", "10, 1", "8, 3"})
    void simulatedCoverage(int n, int power) {
        long seed = 20260131L + n + power;
        Random random = new Random(seed);
        int runs = 40_000;
        int covered = 0;
        double confidence = 0;
        for (int run = 0; run < runs; run++) {
            double[] values = new double[n];
            for (int i = 0; i < n; i++) {
                values[i] = 0.3 + StrictMath.pow(random.nextGaussian(), power);
            }
            SignedRank.Interval interval = interval(SignedRank.of(values));
            confidence = interval.confidence();
            covered += interval.low() <= 0.3 && 0.3 <= interval.high() ? 1 : 0;
        }
        // Four standard errors of a share near 0.96 in 40,000 runs.
        assertThat((double) covered / runs)
                .as("seed %d", seed)
                .isCloseTo(confidence, within(0.004));
    }

    @Test
    void orderDoesNotMatterAndSignsMirror() {
        double[] values = {0.4, -1.5, 2.25, 0.1, 0.7, 3.5, -0.2, 0.9};
        double[] mirrored = Arrays.stream(values).map(v -> -v).toArray();
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        assertThat(SignedRank.of(sorted)).isEqualTo(SignedRank.of(values));
        assertThat(interval(SignedRank.of(mirrored)).low())
                .isEqualTo(-interval(SignedRank.of(values)).high());
    }

    private static SignedRank.Interval interval(SignedRank rank) {
        SignedRank.Interval interval = rank.interval();
        assertThat(interval).isNotNull();
        if (interval == null) {
            throw new AssertionError("no interval");
        }
        return interval;
    }
}

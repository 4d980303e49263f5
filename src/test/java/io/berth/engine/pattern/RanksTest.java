package io.berth.engine.pattern;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RanksTest {

    private static final int DRAWS = 1_000_000;

    @ParameterizedTest
    @CsvSource({"1000,0.5", "1000,0.9", "1000,1.2", "300,2", "17,0.99", "2,3", "50000,0.1"})
    void zipfHitsTheKthRankInProportionToItsPower(int ranks, double theta) {
        BinnedRanks zipf = BinnedRanks.zipf(ranks, theta, new Rng(1, ranks));
        double[] probability = new double[ranks];
        double sum = 0;
        for (int k = 0; k < ranks; k++) {
            probability[k] = Math.pow(k + 1, -theta);
            sum += probability[k];
        }
        for (int k = 0; k < ranks; k++) {
            probability[k] /= sum;
        }
        Chance.assertShares(probability, Chance.count(zipf::next, ranks, DRAWS));
        assertThat(zipf.hottest()).isZero();
    }

    /** Octaves of a region as large as a large device; sums by the Euler-Maclaurin formula. */
    @ParameterizedTest
    @ValueSource(doubles = {0.5, 0.9, 1.1, 1.2})
    void zipfIsExactOverManyRanks(double theta) {
        long ranks = 1L << 32;
        BinnedRanks zipf = BinnedRanks.zipf(ranks, theta, new Rng(2, 0));
        double[] probability = new double[32];
        for (int octave = 0; octave < 32; octave++) {
            probability[octave] = powers(1L << octave, (2L << octave) - 1, theta);
        }
        double sum = Arrays.stream(probability).sum() + Math.pow((double) ranks, -theta);
        for (int octave = 0; octave < 32; octave++) {
            probability[octave] /= sum;
        }
        long[] counts =
                Chance.count(() -> 63 - Long.numberOfLeadingZeros(zipf.next() + 1), 33, 4 * DRAWS);
        // the one rank beyond the last octave counts with it
        counts[31] += counts[32];
        Chance.assertPooledShares(probability, Arrays.copyOf(counts, 32));
    }

    private static double powers(long first, long last, double theta) {
        if (last - first < 1000) {
            double sum = 0;
            for (long k = first; k <= last; k++) {
                sum += Math.pow((double) k, -theta);
            }
            return sum;
        }
        double integral =
                (Math.pow((double) last, 1 - theta) - Math.pow((double) first, 1 - theta))
                        / (1 - theta);
        double ends = (Math.pow((double) first, -theta) + Math.pow((double) last, -theta)) / 2;
        double slopes =
                theta
                        * (Math.pow((double) first, -theta - 1)
                                - Math.pow((double) last, -theta - 1))
                        / 12;
        return integral + ends + slopes;
    }

    @ParameterizedTest
    @CsvSource({"1000,0.2", "1000,0.3", "1000,0.5", "65,0.4", "1000,0.7", "100000,0.35"})
    void paretoFollowsItsCurve(int ranks, double h) {
        BinnedRanks pareto = BinnedRanks.pareto(ranks, h, new Rng(3, ranks));
        double power = Math.log(1 - h) / Math.log(h);
        double[] probability = new double[ranks];
        for (int k = 0; k < ranks; k++) {
            probability[k] =
                    Math.pow((k + 1.0) / ranks, power) - Math.pow((double) k / ranks, power);
        }
        long[] counts = Chance.count(pareto::next, ranks, DRAWS);
        Chance.assertPooledShares(probability, counts);
        // fio's definition: a share h of the blocks gets a share 1 − h of the hits
        int hot = (int) Math.round(h * ranks);
        double share = (double) Arrays.stream(counts, 0, hot).sum() / DRAWS;
        assertThat(share).isCloseTo(1 - h, within(0.005));
        assertThat(pareto.hottest()).isEqualTo(h <= 0.5 ? 0 : ranks - 1);
    }

    @ParameterizedTest
    @CsvSource({"1000,0", "1000,10", "1000,80", "100000,5", "1000000,50", "4000000000,20"})
    void normalHasTheMomentsOfFiosSum(long ranks, double deviation) {
        NormalRanks normal = new NormalRanks(ranks, deviation, new Rng(4, 0));
        double window = Math.min(Math.ceil(ranks * deviation / 100), (double) (ranks / 2));
        double variance = (double) ranks * ranks / 144 + window * window / 12;
        double[] standard = new double[DRAWS];
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < DRAWS; i++) {
            long rank = normal.next();
            assertThat(rank >= 0 && rank < ranks).isTrue();
            standard[i] = (rank - ranks / 2.0) / Math.sqrt(variance);
            sum += standard[i];
            squares += standard[i] * standard[i];
        }
        // a rank is rounded down: up to one rank of a thousand off
        assertThat(sum / DRAWS).isCloseTo(0, within(0.004 + 1 / Math.sqrt(variance)));
        assertThat(squares / DRAWS).isCloseTo(1, within(0.006));
        Arrays.sort(standard);
        // of a normal distribution 68.27 % lie within one deviation, 95.45 % within two; a wide
        // window makes it squarer
        if (deviation <= 10) {
            assertThat(shareWithin(standard, 1)).isCloseTo(0.6827, within(0.01));
            assertThat(shareWithin(standard, 2)).isCloseTo(0.9545, within(0.01));
        }
    }

    private static double shareWithin(double[] sorted, double deviations) {
        int from = Arrays.binarySearch(sorted, -deviations);
        int to = Arrays.binarySearch(sorted, deviations);
        return (double) (Math.abs(to) - Math.abs(from)) / sorted.length;
    }

    @Test
    void normalReachesAllOfFewRanks() {
        for (int ranks : new int[] {1, 2, 3, 5}) {
            NormalRanks normal = new NormalRanks(ranks, 50, new Rng(5, 0));
            long[] counts = Chance.count(normal::next, ranks, 200_000);
            assertThat(Arrays.stream(counts).min().orElseThrow()).isPositive();
        }
    }

    @Test
    void zipfIsNotOrdered() {
        BinnedRanks zipf = BinnedRanks.zipf(1 << 20, 0.6, new Rng(6, 0));
        long[] ranks = new long[200_000];
        for (int i = 0; i < ranks.length; i++) {
            ranks[i] = zipf.next();
        }
        assertThat(Math.abs(Chance.correlation(ranks))).isLessThan(4 / Math.sqrt(ranks.length));
    }
}

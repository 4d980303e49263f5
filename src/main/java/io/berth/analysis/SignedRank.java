package io.berth.analysis;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The Hodges–Lehmann estimate of the centre of paired differences, with the exact confidence
 * interval that inverts Wilcoxon's signed-rank test (Hollander, Wolfe, Chicken: Nonparametric
 * Statistical Methods, 3rd ed., sections 3.2 and 3.3).
 *
 * <p>The Walsh averages are the n(n + 1)/2 means of all pairs, each value with itself too. The
 * estimate is their median; the interval runs from the (k + 1)-th smallest to the (k + 1)-th
 * largest, k being the largest with 2 P(T ≤ k) ≤ 0.05 for the test's T. Below {@link #LEAST} values
 * there is no such k.
 *
 * @param interval null below {@link #LEAST} values
 */
public record SignedRank(double estimate, @Nullable Interval interval) {

    /** The fewest values with an interval of at least 95 %: 2 ÷ 2^5 is more than 0.05. */
    public static final int LEAST = 6;

    private static final double ALPHA = 0.05;

    /** An interval and its exact confidence, at least 0.95. */
    public record Interval(double low, double high, double confidence) {}

    /**
     * The estimate of the centre of these values.
     *
     * @throws IllegalArgumentException of no values, or one that is not finite
     */
    public static SignedRank of(double[] values) {
        if (values.length == 0 || !Arrays.stream(values).allMatch(Double::isFinite)) {
            throw new IllegalArgumentException("finite values are due: " + Arrays.toString(values));
        }
        double[] walsh = walshAverages(values);
        double estimate = Spread.median(walsh);
        if (values.length < LEAST) {
            return new SignedRank(estimate, null);
        }
        double[] below = cumulative(values.length);
        int k = 0;
        while (2 * below[k + 1] <= ALPHA) {
            k++;
        }
        return new SignedRank(
                estimate, new Interval(walsh[k], walsh[walsh.length - 1 - k], 1 - 2 * below[k]));
    }

    /** The means of all pairs, sorted. */
    static double[] walshAverages(double[] values) {
        double[] averages = new double[values.length * (values.length + 1) / 2];
        int next = 0;
        for (int i = 0; i < values.length; i++) {
            for (int j = i; j < values.length; j++) {
                averages[next++] = (values[i] + values[j]) / 2;
            }
        }
        Arrays.sort(averages);
        return averages;
    }

    /** P(T ≤ t) for t = 0 … n(n + 1)/2, where each rank counts with probability one half. */
    static double[] cumulative(int n) {
        double[] probability = new double[n * (n + 1) / 2 + 1];
        probability[0] = 1;
        int reached = 0;
        for (int rank = 1; rank <= n; rank++) {
            reached += rank;
            for (int t = reached; t >= 0; t--) {
                double with = t >= rank ? probability[t - rank] : 0;
                probability[t] = (probability[t] + with) / 2;
            }
        }
        for (int t = 1; t < probability.length; t++) {
            probability[t] += probability[t - 1];
        }
        return probability;
    }
}

package io.berth.analysis;

import java.util.Arrays;
import java.util.Collection;
import java.util.Optional;

/**
 * A figure over repetitions; nothing is ever dropped as an outlier.
 *
 * @param median the middle one, or halfway between the two in the middle
 * @param n how many there are
 */
public record Spread(double median, double min, double max, int n) {

    /** The spread of these values, or nothing of none. */
    public static Optional<Spread> of(Collection<? extends Number> values) {
        if (values.isEmpty()) {
            return Optional.empty();
        }
        double[] sorted = values.stream().mapToDouble(Number::doubleValue).sorted().toArray();
        return Optional.of(
                new Spread(median(sorted), sorted[0], sorted[sorted.length - 1], sorted.length));
    }

    /** The median of values in any order. */
    static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}

package io.berth.engine.output;

import java.util.Arrays;

/**
 * What is said of a figure's values second by second.
 *
 * @param samples whole seconds; 0 if there were none, and then nothing is said
 * @param deviation of the sample: over N − 1
 */
record Spread(long samples, long min, long max, double mean, double deviation) {

    static final Spread NONE = new Spread(0, 0, 0, 0, 0);

    static Spread of(double[] values) {
        if (values.length == 0) {
            return NONE;
        }
        double mean = Arrays.stream(values).average().orElseThrow();
        double squares = Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum();
        return new Spread(
                values.length,
                (long) Arrays.stream(values).min().orElseThrow(),
                (long) Arrays.stream(values).max().orElseThrow(),
                mean,
                values.length == 1 ? 0 : Math.sqrt(squares / (values.length - 1)));
    }
}

package io.berth.report.chart;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleFunction;

/** Where an axis has its ticks and what stands at them. */
final class Ticks {
    /** One tick; an empty label draws the gridline alone. */
    record Tick(double value, String label) {}

    private Ticks() {}

    /**
     * From 0, or below it, to at least {@code max} in steps of 1, 2 or 5 × 10^k, about n of them.
     */
    static List<Tick> linear(double max, int about, Quantity.Scaled scaled) {
        double shown = max / scaled.divisor();
        double step = step(shown / about);
        List<Tick> ticks = new ArrayList<>();
        int last = (int) Math.ceil(shown / step - 1e-9);
        for (int i = 0; i <= last; i++) {
            double value = i * step;
            ticks.add(new Tick(value * scaled.divisor(), grouped(value)));
        }
        return ticks;
    }

    /**
     * Ticks of a log axis within {@code [min, max]}: 1-2-5 in each decade, fewer labels when there
     * are many decades.
     */
    static List<Tick> log(double min, double max, DoubleFunction<String> label) {
        List<Tick> ticks = new ArrayList<>();
        double decades = Math.log10(max / min);
        for (int exponent = (int) Math.floor(Math.log10(min)); exponent <= 15; exponent++) {
            for (int digit : new int[] {1, 2, 5}) {
                double value = new BigDecimal(digit).scaleByPowerOfTen(exponent).doubleValue();
                if (value < min * (1 - 1e-9) || value > max * (1 + 1e-9)) {
                    continue;
                }
                boolean labelled = digit == 1 || decades <= 2.3 || (digit == 5 && decades <= 1);
                if (labelled || decades <= 4) {
                    ticks.add(new Tick(value, labelled ? label.apply(value) : ""));
                }
            }
        }
        return ticks;
    }

    /** The bounds of a log axis: the 1-2-5 ticks just outside the figures. */
    static double[] logBounds(double min, double max) {
        double low = new BigDecimal(1).scaleByPowerOfTen(exponent(min)).doubleValue();
        double lower = low;
        for (double digit : new double[] {1, 2, 5}) {
            lower = digit * low <= min * 1.0001 ? digit * low : lower;
        }
        double high = new BigDecimal(1).scaleByPowerOfTen(exponent(max)).doubleValue();
        double upper = high * 10;
        for (double digit : new double[] {5, 2, 1}) {
            upper = digit * high >= max * 0.9999 ? digit * high : upper;
        }
        if (upper <= lower * 1.0001) {
            upper = lower * 2;
        }
        return new double[] {lower, upper};
    }

    /** The figure without an exponent, zeros cut: {@code 0.5}, {@code 99.99}, {@code 200}. */
    static String plain(double value) {
        BigDecimal rounded = new BigDecimal(value).round(new MathContext(7)).stripTrailingZeros();
        return rounded.signum() == 0 ? "0" : rounded.toPlainString();
    }

    private static String grouped(double value) {
        return value >= 1000 ? io.berth.units.Figures.grouped(Math.round(value)) : plain(value);
    }

    private static int exponent(double value) {
        return (int) Math.floor(Math.log10(value) + 1e-9);
    }

    private static double step(double atLeast) {
        if (!(atLeast > 0)) {
            return 1;
        }
        double power = Math.pow(10, Math.floor(Math.log10(atLeast)));
        for (double digit : new double[] {1, 2, 5}) {
            if (digit * power >= atLeast * 0.999) {
                return digit * power;
            }
        }
        return 10 * power;
    }
}

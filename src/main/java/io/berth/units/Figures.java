package io.berth.units;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;

/** Numbers as readers see them: fixed significant figures, a dot for the decimals, any locale. */
public final class Figures {

    private Figures() {}

    /** The value to {@code figures} significant figures, without an exponent, zeros kept. */
    public static String significant(double value, int figures) {
        if (value == 0 || !Double.isFinite(value)) {
            return value == 0 ? "0" : Double.toString(value);
        }
        BigDecimal rounded =
                new BigDecimal(value).round(new MathContext(figures, RoundingMode.HALF_UP));
        int decimals = Math.max(0, figures - 1 - (rounded.precision() - rounded.scale() - 1));
        return rounded.setScale(decimals, RoundingMode.HALF_UP).toPlainString();
    }

    /** A count with thin grouping for readers: {@code 12,345}. */
    public static String grouped(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }

    /** Nanoseconds to three significant figures in the unit that fits: {@code 4.21 ms}. */
    public static String nanos(double nanos) {
        double absolute = Math.abs(nanos);
        if (absolute < 999.5) {
            return significant(nanos, 3) + " ns";
        }
        if (absolute < 999.5e3) {
            return significant(nanos / 1e3, 3) + " µs";
        }
        if (absolute < 999.5e6) {
            return significant(nanos / 1e6, 3) + " ms";
        }
        return significant(nanos / 1e9, 3) + " s";
    }
}

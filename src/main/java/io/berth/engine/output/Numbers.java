package io.berth.engine.output;

import java.util.Locale;

/**
 * Numbers as fio prints them (lib/num2str.h of fio 3.33): whole up to a number of characters,
 * beyond that in the next unit, with as many decimals as fit.
 */
final class Numbers {

    /** fio's default {@code significant_figures}. */
    private static final int FIGURES = 4;

    /** Characters of a latency's minimum and maximum. */
    private static final int LATENCY_FIGURES = 6;

    private static final String[] DECIMAL = {"", "k", "M", "G", "T", "P", "E"};
    private static final String[] BINARY = {"", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"};

    private Numbers() {}

    /** A count: {@code 9999}, {@code 40.6k}. */
    static String count(long count) {
        return scaled(count, FIGURES, 1000, DECIMAL);
    }

    /** A latency in its unit: up to six characters. */
    static String latency(long value) {
        return scaled(value, LATENCY_FIGURES, 1000, DECIMAL);
    }

    /** Bytes in powers of 1024: {@code 476MiB}. */
    static String binaryBytes(long bytes) {
        return scaled(bytes, FIGURES, 1024, BINARY) + "B";
    }

    /** Bytes in powers of 1000: {@code 499MB}. */
    static String decimalBytes(long bytes) {
        return scaled(bytes, FIGURES, 1000, DECIMAL) + "B";
    }

    /** A number with this many decimals, whatever the locale. */
    static String fixed(double value, int decimals) {
        return String.format(Locale.ROOT, "%." + decimals + "f", value);
    }

    private static String scaled(long number, int characters, int step, String[] units) {
        long whole = number;
        long rest = 0;
        int unit = 0;
        while (length(whole) > characters && unit + 1 < units.length) {
            rest = whole % step;
            whole /= step;
            unit++;
        }
        int decimals = unit == 0 ? 0 : characters - length(whole) - 1;
        if (decimals < 1) {
            boolean up = unit > 0 && rest >= step / 2;
            return (whole + (up ? 1 : 0)) + units[unit];
        }
        return fixed(whole + (double) rest / step, decimals) + units[unit];
    }

    private static int length(long number) {
        return Long.toString(number).length();
    }
}

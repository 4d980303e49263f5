package io.berth.report.chart;

import io.berth.units.Figures;

/** What an axis counts, in the unit that its figures are given in. */
public enum Quantity {
    GUESTS("guests"),
    /** Of a chain. */
    BACKING_FILES("backing files"),
    /** Of the measured window. */
    SECONDS("s"),
    RATIO("×"),
    IOPS("IOPS"),
    BYTES_PER_SECOND("/s"),
    BYTES(""),
    NANOSECONDS(""),
    MILLISECONDS(""),
    /** 1 ÷ (1 − p), shown as the percentile p. */
    TAIL("percentile");

    private final String unit;

    Quantity(String unit) {
        this.unit = unit;
    }

    /** How a linear axis up to {@code max} is divided: figures ÷ divisor are shown in this unit. */
    record Scaled(double divisor, String unit) {}

    Scaled scaled(double max) {
        return switch (this) {
            case GUESTS, BACKING_FILES, SECONDS, RATIO, IOPS, TAIL -> new Scaled(1, unit);
            case BYTES, BYTES_PER_SECOND -> bytes(max);
            case NANOSECONDS -> time(max, 1);
            case MILLISECONDS -> time(max, 1e6);
        };
    }

    /** What stands at the end of an x axis that counts it. */
    String axisName() {
        return this == TAIL ? "of I/Os" : unit;
    }

    /** A tick of a log axis, unit and all: {@code 500 µs}. */
    String logTick(double value) {
        return switch (this) {
            case GUESTS, BACKING_FILES, IOPS -> Figures.grouped(Math.round(value));
            case SECONDS -> Ticks.plain(value) + " s";
            case RATIO -> Ticks.plain(value) + "×";
            case TAIL -> percentile(value);
            case NANOSECONDS -> roundTime(value);
            case MILLISECONDS -> roundTime(value * 1e6);
            case BYTES, BYTES_PER_SECOND -> {
                Scaled scaled = bytes(value);
                yield Ticks.plain(value / scaled.divisor()) + " " + scaled.unit();
            }
        };
    }

    private Scaled bytes(double max) {
        double divisor = 1;
        String prefix = "";
        for (String next : new String[] {"Ki", "Mi", "Gi", "Ti"}) {
            if (max < divisor * 1024) {
                break;
            }
            divisor *= 1024;
            prefix = next;
        }
        return new Scaled(divisor, prefix + "B" + unit);
    }

    private static Scaled time(double max, double nanosEach) {
        double nanos = max * nanosEach;
        if (nanos < 1e3) {
            return new Scaled(1 / nanosEach, "ns");
        }
        if (nanos < 1e6) {
            return new Scaled(1e3 / nanosEach, "µs");
        }
        return nanos < 1e9 ? new Scaled(1e6 / nanosEach, "ms") : new Scaled(1e9 / nanosEach, "s");
    }

    private static String roundTime(double nanos) {
        Scaled scaled = time(nanos * 1.0001, 1);
        return Ticks.plain(nanos / scaled.divisor()) + " " + scaled.unit();
    }

    private static String percentile(double tail) {
        return Ticks.plain(100 * (1 - 1 / tail)) + " %";
    }
}

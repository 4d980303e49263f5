package io.berth.report;

import io.berth.units.Figures;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** How a column of figures is written: one unit for all, as precise as the measurement was. */
enum Scale {
    COUNT,
    IOPS,
    BYTES_PER_SECOND,
    BYTES,
    /** Three significant figures: fio's bins are up to 1.6 % wide. */
    NANOSECONDS,
    MILLISECONDS,
    /** 0 to 1, shown as per cent. */
    SHARE,
    RATIO,
    /** 0 to 1, three decimals. */
    INDEX,
    CORES,
    CPU_US;

    private static final char FIGURE_SPACE = '\u2007';
    private static final char POINT_SPACE = '\u2008';

    /** One unit: figures ÷ divisor. */
    record Unit(String name, double divisor, Scale scale) {
        String show(double value) {
            double shown = value / divisor;
            return switch (scale) {
                case COUNT -> Figures.grouped(Math.round(shown));
                case IOPS ->
                        shown >= 99.95
                                ? Figures.grouped(Math.round(shown))
                                : Figures.significant(shown, 3);
                case SHARE -> fixed(shown, 1);
                case RATIO -> fixed(shown, shown < 0.0995 ? 3 : shown < 99.5 ? 2 : 0);
                case CORES -> fixed(shown, 2);
                case INDEX -> fixed(shown, 3);
                case BYTES, BYTES_PER_SECOND ->
                        shown >= 999.5
                                ? Figures.grouped(Math.round(shown))
                                : Figures.significant(shown, 3);
                case CPU_US, NANOSECONDS, MILLISECONDS -> Figures.significant(shown, 3);
            };
        }
    }

    /** The unit in which the largest of the figures reads best. */
    Unit unit(List<@Nullable Double> values) {
        double max =
                values.stream()
                        .filter(Objects::nonNull)
                        .mapToDouble(v -> Math.abs(v))
                        .max()
                        .orElse(0);
        double min =
                values.stream()
                        .filter(v -> v != null && v > 0)
                        .mapToDouble(v -> Objects.requireNonNull(v))
                        .min()
                        .orElse(max);
        return switch (this) {
            case COUNT, RATIO, INDEX -> new Unit("", 1, this);
            case IOPS -> new Unit("1/s", 1, this);
            case CORES -> new Unit("CPUs", 1, this);
            case CPU_US -> new Unit("µs", 1, this);
            case SHARE -> new Unit("%", 0.01, this);
            case BYTES -> bytes(max, min, "");
            case BYTES_PER_SECOND -> bytes(max, min, "/s");
            case NANOSECONDS -> time(max, 1);
            case MILLISECONDS -> time(max, 1e6);
        };
    }

    /** The figure with its unit, by itself: {@code 4.21 ms}. */
    String shown(double value) {
        Unit unit = unit(List.of(value));
        String name = unit.name();
        return unit.show(value) + (name.isEmpty() || this == IOPS ? "" : " " + name);
    }

    /** By the largest, unless the smallest would be lost in that unit. */
    private Unit bytes(double max, double min, String suffix) {
        double divisor = 1;
        String prefix = "";
        for (String next : List.of("Ki", "Mi", "Gi", "Ti")) {
            if (max < divisor * 1000 || (min < divisor * 10 && max < divisor * 100_000)) {
                break;
            }
            divisor *= 1024;
            prefix = next;
        }
        return new Unit(prefix + "B" + suffix, divisor, this);
    }

    private Unit time(double max, double nanosEach) {
        double nanos = max * nanosEach;
        if (nanos < 1e6) {
            return new Unit("µs", 1e3 / nanosEach, this);
        }
        return nanos < 10e9
                ? new Unit("ms", 1e6 / nanosEach, this)
                : new Unit("s", 1e9 / nanosEach, this);
    }

    private static String fixed(double value, int decimals) {
        return String.format(java.util.Locale.ROOT, "%." + decimals + "f", value);
    }

    /**
     * The figures padded on the right with spaces as wide as a digit or a point, so that
     * right-aligned in a font with equally wide digits their decimal points stand below each other.
     */
    static List<String> aligned(List<String> figures) {
        int most = 0;
        for (String each : figures) {
            most = Math.max(most, decimals(each));
        }
        List<String> padded = new ArrayList<>();
        for (String each : figures) {
            StringBuilder text = new StringBuilder(each);
            boolean digits = !each.isEmpty() && Character.isDigit(each.charAt(each.length() - 1));
            if (digits && most > 0) {
                if (each.indexOf('.') < 0) {
                    text.append(POINT_SPACE);
                }
                text.repeat(FIGURE_SPACE, most - decimals(each));
            }
            padded.add(text.toString());
        }
        return padded;
    }

    private static int decimals(String figure) {
        int point = figure.indexOf('.');
        return point < 0 ? 0 : figure.length() - point - 1;
    }
}

package io.berth.report;

import io.berth.analysis.Spread;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Parts of titles and findings. */
final class Phrases {
    private Phrases() {}

    /** {@code 2.10–8.40 ms}: both ends in the unit of the larger. */
    static String range(double[] values, Scale scale) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        if (sorted.length == 0) {
            return TableBuilder.NONE;
        }
        double low = sorted[0];
        double high = sorted[sorted.length - 1];
        Scale.Unit unit = scale.unit(List.of(high));
        String end = scale == Scale.IOPS || unit.name().isEmpty() ? "" : " " + unit.name();
        String from = unit.show(low);
        String to = unit.show(high);
        return from.equals(to) ? to + end : from + "–" + to + end;
    }

    /** The ends of a figure over repetitions; a dash for a single one. */
    static String range(Spread spread, Scale scale) {
        return spread.n() < 2
                ? TableBuilder.NONE
                : range(new double[] {spread.min(), spread.max()}, scale);
    }

    /** Says that a range is over disks, and how many of them if some have no figures there. */
    static String byDisk(int measured, int all) {
        if (measured < all) {
            return ", for " + measured + " of " + all + " disks";
        }
        return all > 1 ? ", by disk" : "";
    }

    static @Nullable Double asDouble(@Nullable Long value) {
        return value == null ? null : (double) value;
    }

    static String capital(String text) {
        return text.isEmpty() ? text : Character.toUpperCase(text.charAt(0)) + text.substring(1);
    }
}

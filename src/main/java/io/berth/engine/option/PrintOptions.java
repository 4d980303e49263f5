package io.berth.engine.option;

import static io.berth.engine.option.Option.Group.PRINT;

import io.berth.engine.output.Printing;
import java.util.ArrayList;
import java.util.List;

/** Options about what is printed: the same for all jobs. */
final class PrintOptions {

    static final Option<Boolean> GROUP_REPORTING =
            Option.flag(PRINT, "group_reporting", "Reports the jobs of a group as one.");

    static final Option<Boolean> SLAT_PERCENTILES =
            Option.bool(PRINT, "slat_percentiles", false, "Prints percentiles of slat.");

    static final Option<Boolean> CLAT_PERCENTILES =
            Option.bool(PRINT, "clat_percentiles", true, "Prints percentiles of clat.");

    static final Option<Boolean> LAT_PERCENTILES =
            Option.bool(PRINT, "lat_percentiles", false, "Prints percentiles of lat.");

    static final Option<List<Double>> PERCENTILE_LIST =
            Option.of(
                    PRINT,
                    "percentile_list",
                    "N[:N]",
                    Printing.PERCENTILES,
                    "1:5:…:99.99",
                    v -> percentiles(v),
                    "Which percentiles are printed, at most 20.");

    /** Those that jobs cannot differ in. */
    static final List<Option<?>> ALIKE =
            List.of(SLAT_PERCENTILES, CLAT_PERCENTILES, LAT_PERCENTILES, PERCENTILE_LIST);

    static final List<Option<?>> ALL =
            List.of(
                    GROUP_REPORTING,
                    SLAT_PERCENTILES,
                    CLAT_PERCENTILES,
                    LAT_PERCENTILES,
                    PERCENTILE_LIST);

    private PrintOptions() {}

    private static List<Double> percentiles(Value value) {
        List<Double> percentiles = new ArrayList<>();
        for (String part : value.required().split(":", -1)) {
            double percentile = value.decimal(part.strip());
            if (percentile <= 0 || percentile > 100) {
                throw value.place().error("a percentile is above 0, to 100: " + part);
            }
            percentiles.add(percentile);
        }
        if (percentiles.size() > Printing.PERCENTILES_MAX) {
            throw value.place().error("it has at most " + Printing.PERCENTILES_MAX + ", as in fio");
        }
        return percentiles;
    }
}

package io.berth.engine.output;

import java.util.List;

/**
 * fio's options of what is printed.
 *
 * @param groupReporting {@code group_reporting}: jobs of a report group are printed as one
 * @param slatPercentiles {@code slat_percentiles}, of the human summary; JSON has them always
 * @param clatPercentiles {@code clat_percentiles}
 * @param latPercentiles {@code lat_percentiles}
 * @param percentiles {@code percentile_list}: above 0, to 100; at most 20, as in fio; in rising
 *     order once here
 */
public record Printing(
        boolean groupReporting,
        boolean slatPercentiles,
        boolean clatPercentiles,
        boolean latPercentiles,
        List<Double> percentiles) {

    /** fio's default {@code percentile_list}. */
    public static final List<Double> PERCENTILES =
            List.of(
                    1.0, 5.0, 10.0, 20.0, 30.0, 40.0, 50.0, 60.0, 70.0, 80.0, 90.0, 95.0, 99.0,
                    99.5, 99.9, 99.95, 99.99);

    /** The longest {@code percentile_list} (FIO_IO_U_LIST_MAX_LEN, stat.h of fio 3.33). */
    public static final int PERCENTILES_MAX = 20;

    public Printing {
        percentiles = percentiles.stream().sorted().toList();
        if (percentiles.size() > PERCENTILES_MAX
                || percentiles.stream().anyMatch(p -> !(p > 0 && p <= 100))) {
            throw new IllegalArgumentException(
                    "percentile_list takes up to "
                            + PERCENTILES_MAX
                            + " numbers above 0, to 100: "
                            + percentiles);
        }
    }

    /** fio's defaults. */
    public static Printing standard() {
        return new Printing(false, false, true, false, PERCENTILES);
    }

    /** The same with or without {@code group_reporting}. */
    public Printing groupReporting(boolean together) {
        return new Printing(
                together, slatPercentiles, clatPercentiles, latPercentiles, percentiles);
    }
}

package io.berth.calibration;

import io.berth.results.Csv;
import io.berth.results.Json;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The files of a calibration.
 *
 * @param path the directory, {@code results/calibration-<UTC time>}
 */
public record CalibrationFiles(Path path) {

    /** The unit of each figure is in its name; see docs/results.md. */
    private static final String[] COLUMNS = {
        "schema_version",
        "calibration_id",
        "row",
        "rw",
        "bs",
        "iodepth",
        "numjobs",
        "direct",
        "ioengine",
        "pair",
        "first",
        "side",
        "metric",
        "value",
        "unit",
        "valid",
        "reason"
    };

    /** What is stored. */
    public Path json() {
        return path.resolve("calibration.json");
    }

    /** What is judged of it. */
    public Path verdicts() {
        return path.resolve("verdicts.json");
    }

    public Path csv() {
        return path.resolve("calibration.csv");
    }

    public Path html() {
        return path.resolve("calibration.html");
    }

    /** What a tool wrote in a pair, below the directory. */
    public Path raw(Row row, int pair, Side side) {
        return path.resolve("raw")
                .resolve(row.name())
                .resolve(String.format(java.util.Locale.ROOT, "p%02d-%s.json", pair, side.word()));
    }

    /**
     * Reads what is stored.
     *
     * @throws io.berth.results.ResultsException if there is none, or it is of another version
     */
    public Calibration read() {
        return Json.readVersion(json(), Calibration.class, Calibration.SCHEMA_VERSION);
    }

    /** Writes what is stored, in place of what was there. */
    public void store(Calibration calibration) {
        Json.replace(json(), calibration);
    }

    /** Writes what is derived: verdicts.json and calibration.csv. */
    public void derive(Calibration calibration, Certificate certificate) {
        Json.replace(verdicts(), certificate);
        Csv.replace(csv(), COLUMNS, rows -> write(rows, calibration));
    }

    private static void write(Csv csv, Calibration calibration) throws IOException {
        for (RowResult result : calibration.rows()) {
            for (Pair pair : result.pairs()) {
                for (Measure measure : Measure.values()) {
                    Double berth = measure.of(pair.berth());
                    Double fio = measure.of(pair.fio());
                    String unit = measure == Measure.IOPS ? "1/s" : "ns";
                    write(csv, calibration, result, pair, "berth", measure, berth, unit);
                    write(csv, calibration, result, pair, "fio", measure, fio, unit);
                    Double ratio = berth == null || fio == null ? null : berth / fio;
                    write(csv, calibration, result, pair, "berth/fio", measure, ratio, "");
                }
            }
        }
    }

    private static void write(
            Csv csv,
            Calibration calibration,
            RowResult result,
            Pair pair,
            String side,
            Measure measure,
            @Nullable Double value,
            String unit)
            throws IOException {
        Row row = result.row();
        csv.row(
                Calibration.SCHEMA_VERSION,
                calibration.id(),
                row.name(),
                row.option("rw"),
                row.option("bs"),
                row.option("iodepth"),
                row.numjobs(),
                row.option("direct"),
                row.option("ioengine"),
                pair.number(),
                pair.first().word(),
                side,
                measure.word(),
                value,
                unit,
                pair.valid() && value != null,
                reason(pair, side, value));
    }

    private static String reason(Pair pair, String side, @Nullable Double value) {
        for (Side each : Side.values()) {
            String failure = pair.of(each).failure();
            if (failure != null && (side.equals(each.word()) || side.contains("/"))) {
                return failure;
            }
        }
        return value == null ? "too few samples" : "";
    }
}

package io.berth.report;

import io.berth.analysis.Spread;
import io.berth.calibration.Calibration;
import io.berth.calibration.Certificate;
import io.berth.calibration.Comparison;
import io.berth.calibration.Measure;
import io.berth.calibration.Row;
import io.berth.calibration.RowVerdict;
import io.berth.calibration.Schedule;
import io.berth.calibration.SideResult;
import io.berth.report.chart.Heading;
import io.berth.report.chart.RatioChart;
import io.berth.units.ByteSize;
import io.berth.units.Durations;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The variables of calibration.ftlh, as its head documents them. */
final class CalibrationModel {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm 'UTC'", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);

    /** What the chart shows of each row. */
    private static final List<Measure> CHARTED =
            List.of(Measure.IOPS, Measure.LAT_P99, Measure.CPU);

    private CalibrationModel() {}

    static Map<String, Object> of(Calibration calibration, Certificate certificate) {
        Map<String, Object> model = new LinkedHashMap<>();
        CalibrationTables tables = new CalibrationTables(calibration, certificate);
        model.put("calibration", calibration);
        model.put("certificate", certificate);
        model.put("verdict", verdict(certificate));
        model.put("times", times(calibration));
        model.put("sides", sides(calibration));
        model.put("ratios", tables.ratios());
        model.put("reasons", tables.reasons());
        model.put("detail", tables.detail());
        model.put("absolute", tables.absolute());
        model.put("witness", tables.witness());
        model.put("facts", facts(calibration));
        model.put("commands", commands(calibration));
        if (!charted(certificate).isEmpty()) {
            model.put("chart", chart(calibration, certificate, tables));
        }
        return model;
    }

    private static String verdict(Certificate certificate) {
        return switch (certificate.outcome()) {
            case CONFIRMED -> "✓ Confirmed";
            case NOT_CONFIRMED -> "✗ Not confirmed";
            case NO_VERDICT, MISSING -> "? No verdict";
            case FAILED -> "! Failed";
        };
    }

    private static Map<String, String> times(Calibration calibration) {
        Schedule schedule = calibration.schedule();
        Map<String, String> times = new LinkedHashMap<>();
        times.put("started", TIME.format(calibration.startedAt()));
        Instant ended = calibration.endedAt();
        times.put(
                "took",
                ended == null
                        ? ""
                        : Durations.display(Duration.between(calibration.startedAt(), ended)));
        times.put("ramp", Durations.exact(schedule.rampTime()));
        times.put("runtime", Durations.exact(schedule.runtime()));
        times.put("file", ByteSize.of(schedule.fileBytes()).display());
        times.put("cached", ByteSize.of(schedule.cachedBytes()).display());
        return times;
    }

    private static Map<String, String> sides(Calibration calibration) {
        boolean itself = calibration.schedule().againstItself();
        String fio = calibration.environment().tools().getOrDefault("fio (host)", "fio");
        Map<String, String> sides = new LinkedHashMap<>();
        sides.put("subject", itself ? fio : "berth " + calibration.environment().berthVersion());
        sides.put("reference", fio);
        sides.put("short", itself ? "fio" : "berth");
        return sides;
    }

    /** One line of a table of facts. */
    public record Fact(String section, String name, String value) {}

    private static List<Fact> facts(Calibration calibration) {
        List<Fact> facts = new ArrayList<>();
        calibration
                .environment()
                .tools()
                .forEach((tool, version) -> facts.add(new Fact("tools", tool, version)));
        calibration
                .environment()
                .facts()
                .forEach(
                        (section, values) ->
                                values.forEach((k, v) -> facts.add(new Fact(section, k, v))));
        return facts;
    }

    /** The command lines of a row's first pair. */
    public record RowCommands(String row, String berth, String fio) {}

    private static List<RowCommands> commands(Calibration calibration) {
        return calibration.rows().stream()
                .filter(result -> !result.pairs().isEmpty())
                .map(
                        result ->
                                new RowCommands(
                                        result.row().name(),
                                        line(result.pairs().getFirst().berth()),
                                        line(result.pairs().getFirst().fio())))
                .toList();
    }

    /** As a shell takes it. */
    private static String line(SideResult run) {
        return String.join(
                " ",
                run.command().stream()
                        .map(
                                word ->
                                        word.matches("[A-Za-z0-9_@%+=:,./^-]+")
                                                ? word
                                                : "'" + word.replace("'", "'\\''") + "'")
                        .toList());
    }

    private static List<RowVerdict> charted(Certificate certificate) {
        return certificate.rows().stream().filter(row -> !marks(row).isEmpty()).toList();
    }

    private static Figure chart(
            Calibration calibration, Certificate certificate, CalibrationTables tables) {
        List<RowVerdict> rows = charted(certificate);
        String subject = calibration.schedule().againstItself() ? "fio" : "berth";
        String title =
                subject
                        + " ÷ fio: IOPS "
                        + medians(rows, Measure.IOPS)
                        + ", CPU per I/O "
                        + medians(rows, Measure.CPU);
        Heading heading =
                new Heading(
                        "c-ratios",
                        title,
                        "dot: median; thick: interval, thin: smallest to largest; shaded: ±3 %",
                        "A row for each workload, with the ratios of IOPS, of the 99th percentile"
                                + " of latency and of CPU time per I/O on a logarithmic axis. "
                                + title
                                + ".");
        List<RatioChart.Row> drawn =
                rows.stream().map(row -> new RatioChart.Row(row.row(), marks(row))).toList();
        return Figure.wide(
                "chart",
                title,
                "",
                List.of(
                        new RatioChart(
                                heading,
                                Measure.IOPS.margin(),
                                CHARTED.stream().map(Measure::title).toList(),
                                drawn)),
                tables.detail());
    }

    private static List<RatioChart.Mark> marks(RowVerdict row) {
        List<RatioChart.Mark> marks = new ArrayList<>();
        for (int i = 0; i < CHARTED.size(); i++) {
            Comparison comparison = row.of(CHARTED.get(i));
            Spread spread = comparison == null ? null : comparison.spread();
            if (comparison != null && spread != null) {
                marks.add(
                        new RatioChart.Mark(
                                i,
                                spread.median(),
                                spread.min(),
                                spread.max(),
                                or(comparison.low(), spread.median()),
                                or(comparison.high(), spread.median())));
            }
        }
        return marks;
    }

    private static double or(@Nullable Double value, double otherwise) {
        return value == null ? otherwise : value;
    }

    private static String medians(List<RowVerdict> rows, Measure measure) {
        return Phrases.range(
                rows.stream()
                        .map(row -> row.of(measure))
                        .filter(Objects::nonNull)
                        .map(Comparison::spread)
                        .filter(Objects::nonNull)
                        .mapToDouble(Spread::median)
                        .toArray(),
                Scale.RATIO);
    }

    /** What a row runs, in fio's words. */
    static String options(Row row) {
        List<String> words = new ArrayList<>();
        row.options().forEach((name, value) -> words.add(name + "=" + value));
        return String.join(" ", words);
    }
}

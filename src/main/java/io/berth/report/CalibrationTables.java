package io.berth.report;

import io.berth.analysis.Spread;
import io.berth.calibration.Calibration;
import io.berth.calibration.Certificate;
import io.berth.calibration.Comparison;
import io.berth.calibration.Measure;
import io.berth.calibration.Pair;
import io.berth.calibration.RowResult;
import io.berth.calibration.RowVerdict;
import io.berth.calibration.Side;
import io.berth.calibration.SideResult;
import io.berth.report.Table.Column;
import io.berth.report.Table.Row;
import io.berth.units.ByteSize;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The tables of a calibration. */
final class CalibrationTables {
    private static final List<Measure> SHOWN =
            List.of(Measure.IOPS, Measure.LAT_P50, Measure.LAT_P99, Measure.LAT_P999, Measure.CPU);

    private final Calibration calibration;
    private final Certificate certificate;
    private final String subject;
    private final String reference;

    CalibrationTables(Calibration calibration, Certificate certificate) {
        this.calibration = calibration;
        this.certificate = certificate;
        boolean itself = calibration.schedule().againstItself();
        this.subject = itself ? "fio (1)" : "berth";
        this.reference = itself ? "fio (2)" : "fio";
    }

    /** A verdict for each row, and the ratio of each measure with its range. */
    Table ratios() {
        List<Column> columns = new ArrayList<>();
        columns.add(new Column("row", "", false));
        columns.add(new Column("verdict", "", false));
        columns.add(new Column("pairs", "", true));
        SHOWN.forEach(m -> columns.add(new Column(m.title(), "", true)));
        List<Row> rows = new ArrayList<>();
        for (RowVerdict verdict : certificate.rows()) {
            List<String> cells = new ArrayList<>();
            cells.add(verdict.row());
            cells.add(symbol(verdict) + " " + verdict.says());
            cells.add(Integer.toString(verdict.pairs()));
            SHOWN.forEach(m -> cells.add(range(verdict.of(m))));
            rows.add(new Row(cells, mark(verdict)));
        }
        return new Table(
                subject + " ÷ " + reference + ": median (smallest–largest) of the pairs' ratios",
                "",
                columns,
                rows);
    }

    private static String symbol(RowVerdict verdict) {
        return switch (verdict.outcome()) {
            case CONFIRMED -> "✓";
            case NOT_CONFIRMED -> "✗";
            case NO_VERDICT -> "?";
            case FAILED -> "!";
            case MISSING -> "–";
        };
    }

    private static String mark(RowVerdict verdict) {
        return switch (verdict.outcome()) {
            case CONFIRMED -> "good";
            case NOT_CONFIRMED, FAILED -> "bad";
            case NO_VERDICT, MISSING -> "";
        };
    }

    private static String range(@Nullable Comparison comparison) {
        Spread spread = comparison == null ? null : comparison.spread();
        if (spread == null) {
            return TableBuilder.NONE;
        }
        return ratio(spread.median())
                + " ("
                + ratio(spread.min())
                + "–"
                + ratio(spread.max())
                + ")";
    }

    private static String ratio(double value) {
        return String.format(Locale.ROOT, value < 0.0995 ? "%.3f" : "%.2f", value);
    }

    /** A row and why it has no verdict, or what must be known of it. */
    public record Reason(String row, String text) {}

    /** The reasons of each row; those that all rows share stand once. */
    List<Reason> reasons() {
        List<RowVerdict> rows =
                certificate.rows().stream()
                        .filter(row -> row.outcome() != RowVerdict.Outcome.MISSING)
                        .toList();
        List<String> shared =
                rows.size() < 2
                        ? List.of()
                        : rows.getFirst().reasons().stream()
                                .filter(t -> rows.stream().allMatch(r -> r.reasons().contains(t)))
                                .toList();
        List<Reason> reasons = new ArrayList<>();
        if (!shared.isEmpty()) {
            reasons.add(new Reason("Every row", joined(shared)));
        }
        for (RowVerdict row : rows) {
            List<String> own = row.reasons().stream().filter(t -> !shared.contains(t)).toList();
            if (!own.isEmpty()) {
                reasons.add(new Reason(row.row(), joined(own)));
            }
        }
        return reasons;
    }

    private static String joined(List<String> texts) {
        String text = String.join("; ", texts);
        return text.endsWith(".") ? text : text + ".";
    }

    /** One ratio of one row. */
    private record Ratio(RowVerdict row, Comparison comparison) {}

    /** Every ratio with its interval, and how far fio differs from itself. */
    Table detail() {
        List<Ratio> ratios = new ArrayList<>();
        for (RowVerdict row : certificate.rows()) {
            row.comparisons().stream()
                    .filter(c -> c.spread() != null)
                    .forEach(c -> ratios.add(new Ratio(row, c)));
        }
        return new TableBuilder<>(ratios)
                .text("row", r -> r.row().row())
                .text("measure", r -> r.comparison().measure().title())
                .figure("pairs", Scale.COUNT, r -> (double) r.comparison().ratios().size())
                .figure("median", Scale.INDEX, r -> of(r, Spread::median))
                .figure("smallest", Scale.INDEX, r -> of(r, Spread::min))
                .figure("largest", Scale.INDEX, r -> of(r, Spread::max))
                .figure("interval from", Scale.INDEX, r -> r.comparison().low())
                .figure("to", Scale.INDEX, r -> r.comparison().high())
                .figure("fio ÷ itself", Scale.SHARE, r -> r.comparison().noise())
                .figure("margin", Scale.SHARE, r -> r.comparison().measure().margin())
                .text("finding", r -> r.comparison().finding().word().replace('_', ' '))
                .build(
                        "every ratio, with its interval",
                        "fio ÷ itself: how much fio changes from one pair to the next, the median."
                                + " The interval is the exact signed-rank one; there is none with"
                                + " fewer than 6 pairs.");
    }

    private static @Nullable Double of(Ratio ratio, Function<Spread, Double> part) {
        Spread spread = ratio.comparison().spread();
        return spread == null ? null : part.apply(spread);
    }

    /** What either side measured, medians over the pairs. */
    Table absolute() {
        List<RowResult> rows = measured();
        return new TableBuilder<>(rows)
                .text("row", r -> r.row().name())
                .figure("IOPS " + subject, Scale.IOPS, r -> median(r, Side.BERTH, Measure.IOPS))
                .figure("IOPS " + reference, Scale.IOPS, r -> median(r, Side.FIO, Measure.IOPS))
                .figure("p50 " + subject, Scale.NANOSECONDS, r -> p(r, Side.BERTH, "50"))
                .figure("p50 " + reference, Scale.NANOSECONDS, r -> p(r, Side.FIO, "50"))
                .figure("p99 " + subject, Scale.NANOSECONDS, r -> p(r, Side.BERTH, "99"))
                .figure("p99 " + reference, Scale.NANOSECONDS, r -> p(r, Side.FIO, "99"))
                .figure("p99.9 " + subject, Scale.NANOSECONDS, r -> p(r, Side.BERTH, "99.9"))
                .figure("p99.9 " + reference, Scale.NANOSECONDS, r -> p(r, Side.FIO, "99.9"))
                .figure("CPU " + subject, Scale.CPU_US, r -> us(median(r, Side.BERTH, Measure.CPU)))
                .figure("CPU " + reference, Scale.CPU_US, r -> us(median(r, Side.FIO, Measure.CPU)))
                .build(
                        "what either side measured, medians over the pairs",
                        "Latency is lat, from an I/O's start to its completion. CPU is user and"
                                + " system time of the jobs ÷ I/Os.");
    }

    /** What the kernel counted of the same work. */
    Table witness() {
        return new TableBuilder<>(measured())
                .text("row", r -> r.row().name())
                .text("disk", r -> device(r))
                .figure("disk ÷ " + subject, Scale.RATIO, r -> verdict(r).berthWitness())
                .figure("disk ÷ " + reference, Scale.RATIO, r -> verdict(r).fioWitness())
                .figure(
                        "process CPU " + subject,
                        Scale.CPU_US,
                        r -> us(median(r, Side.BERTH, Measure.PROCESS_CPU)))
                .figure(
                        "process CPU " + reference,
                        Scale.CPU_US,
                        r -> us(median(r, Side.FIO, Measure.PROCESS_CPU)))
                .figure("others’ CPU", Scale.SHARE, r -> verdict(r).otherCpuShare())
                .text(subject + "’s buffers", r -> pages(r, Side.BERTH))
                .text(reference + "’s buffers", r -> pages(r, Side.FIO))
                .build(
                        "what the kernel counted, medians over the pairs",
                        "Taken from /proc over the middle half of each measured time: bytes of"
                                + " diskstats ÷ the tool's, CPU of the whole process with all its"
                                + " threads ÷ the tool's I/Os, and CPU of all other processes."
                                + " Others’ CPU is a share of the host's.");
    }

    private RowVerdict verdict(RowResult result) {
        return certificate.rows().stream()
                .filter(v -> v.row().equals(result.row().name()))
                .findFirst()
                .orElseThrow();
    }

    private List<RowResult> measured() {
        return calibration.rows().stream().filter(r -> !r.valid().isEmpty()).toList();
    }

    private static String device(RowResult result) {
        return witnesses(result, Side.FIO)
                .map(SideResult.Witness::device)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(TableBuilder.NONE);
    }

    private static Stream<SideResult.Witness> witnesses(RowResult result, Side side) {
        return result.valid().stream().map(p -> p.of(side).witness()).filter(Objects::nonNull);
    }

    /** What buffers lay on: as the tool read it back, or by the process' anonymous huge pages. */
    private static String pages(RowResult result, Side side) {
        for (Pair pair : result.valid()) {
            SideResult.Figures figures = pair.of(side).figures();
            if (figures != null && figures.pages() != null) {
                return figures.pages();
            }
        }
        long huge =
                witnesses(result, side)
                        .mapToLong(SideResult.Witness::hugePageBytes)
                        .max()
                        .orElse(-1);
        return switch (Long.signum(huge)) {
            case -1 -> TableBuilder.NONE;
            case 0 -> "4 KiB pages";
            default -> ByteSize.of(huge).display() + " of the process on huge pages";
        };
    }

    private static @Nullable Double median(RowResult result, Side side, Measure measure) {
        return median(result, pair -> measure.of(pair.of(side)));
    }

    /** Shown from ten samples beyond it, in each pair. */
    private static @Nullable Double p(RowResult result, Side side, String percentile) {
        return median(
                result,
                pair -> {
                    SideResult.Figures figures = pair.of(side).figures();
                    return figures == null ? null : Phrases.asDouble(figures.lat().at(percentile));
                });
    }

    private static @Nullable Double median(
            RowResult result, Function<Pair, @Nullable Double> value) {
        List<Double> values = new ArrayList<>();
        for (Pair pair : result.valid()) {
            Double each = value.apply(pair);
            if (each != null) {
                values.add(each);
            }
        }
        return Spread.of(values).map(Spread::median).orElse(null);
    }

    private static @Nullable Double us(@Nullable Double ns) {
        return ns == null ? null : ns / 1000;
    }
}

package io.berth.report;

import io.berth.analysis.Analysis;
import io.berth.analysis.Comparison.Contrast;
import io.berth.analysis.OperationComparison;
import io.berth.analysis.OperationFigures;
import io.berth.analysis.OperationFigures.BlockOperation;
import io.berth.analysis.OperationFigures.Size;
import io.berth.analysis.Spread;
import io.berth.report.chart.Heading;
import io.berth.report.chart.Quantity;
import io.berth.report.chart.StripChart;
import io.berth.report.chart.Style;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What operations cost: a dot for each repetition, a table, and those that people choose from. */
final class OperationView {

    /** More rows than these are a chart for each kind of operation. */
    private static final int ROWS_IN_ONE = 24;

    private static final int ROWS_MAX = 30;
    private static final int CHARTS_MAX = 8;

    /** Times further apart than this need a log axis. */
    private static final double LOG_FROM = 12;

    private final List<OperationFigures> operations;
    private final List<OperationComparison> comparisons;
    private final List<String> kinds;

    OperationView(Analysis analysis) {
        operations = analysis.operations().stream().filter(o -> o.wallMs() != null).toList();
        comparisons =
                analysis.operationComparisons().stream()
                        .filter(c -> c.wall().ratio() != null)
                        .toList();
        kinds = operations.stream().map(OperationFigures::operation).distinct().toList();
    }

    Optional<Figure> figure() {
        if (operations.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                Figure.wide(
                        "operation-cost",
                        title(),
                        "Each dot is one repetition; a stroke marks the median, which stands at the"
                                + " right. Wall time of the commands, before the sync.",
                        charts(),
                        table().first(ReportModel.ROWS_MAX, "derived/operations.csv")));
    }

    /** The quickest and the longest. */
    private String title() {
        List<OperationFigures> sorted =
                operations.stream()
                        .sorted(Comparator.comparingDouble(o -> wall(o).median()))
                        .toList();
        String last = said(sorted.getLast());
        return operations.size() == 1 ? last : "From " + said(sorted.getFirst()) + " to " + last;
    }

    private static String said(OperationFigures operation) {
        return Scale.MILLISECONDS.shown(wall(operation).median()) + " (" + operation.label() + ")";
    }

    private static Spread wall(OperationFigures operation) {
        return Objects.requireNonNull(operation.wallMs());
    }

    private List<StripChart> charts() {
        if (operations.size() <= ROWS_IN_ONE) {
            return List.of(chart("c-operations", "Wall time of each operation", operations));
        }
        Map<String, List<OperationFigures>> byKind = new LinkedHashMap<>();
        operations.forEach(
                o -> byKind.computeIfAbsent(o.operation(), k -> new ArrayList<>()).add(o));
        List<StripChart> charts = new ArrayList<>();
        byKind.forEach(
                (kind, members) -> {
                    if (charts.size() < CHARTS_MAX) {
                        List<OperationFigures> shown =
                                members.subList(0, Math.min(ROWS_MAX, members.size()));
                        charts.add(chart("c-operation-" + kind, "Wall time of " + kind, shown));
                    }
                });
        return charts;
    }

    private StripChart chart(String id, String title, List<OperationFigures> members) {
        List<StripChart.Row> rows = new ArrayList<>();
        StringBuilder description = new StringBuilder(title).append(". ");
        double[] all =
                members.stream()
                        .flatMap(o -> o.blocks().stream())
                        .map(BlockOperation::wallMs)
                        .filter(Objects::nonNull)
                        .mapToDouble(ms -> Objects.requireNonNull(ms))
                        .toArray();
        for (OperationFigures each : members) {
            List<Double> dots = new ArrayList<>();
            for (BlockOperation block : each.blocks()) {
                Double wallMs = block.wallMs();
                if (wallMs != null && block.status().equals("completed")) {
                    dots.add(wallMs);
                }
            }
            String shown = Scale.MILLISECONDS.shown(wall(each).median());
            rows.add(
                    new StripChart.Row(
                            each.label(), Style.of(kinds.indexOf(each.operation())), dots, shown));
            description.append(each.label()).append(": ").append(shown).append(". ");
        }
        double least = Arrays.stream(all).min().orElse(0);
        double most = Arrays.stream(all).max().orElse(0);
        boolean log = least > 0 && most / least > LOG_FROM;
        String finding =
                Scale.MILLISECONDS.shown(least)
                        + " to "
                        + Scale.MILLISECONDS.shown(most)
                        + " over all repetitions"
                        + (log ? "; a log axis" : "");
        return new StripChart(
                new Heading(id, title, finding, description.toString().strip()),
                Quantity.MILLISECONDS,
                log,
                true,
                rows);
    }

    private Table table() {
        return new TableBuilder<>(operations)
                .text("operation", OperationFigures::label)
                .figure("n", Scale.COUNT, o -> (double) wall(o).n())
                .each("wall", Scale.MILLISECONDS, o -> wall(o).median())
                .ranges("range", o -> Phrases.range(wall(o), Scale.MILLISECONDS))
                .eachIfAny("CPU", Scale.MILLISECONDS, o -> median(o.cpuMs()))
                .eachIfAny("sync", Scale.MILLISECONDS, o -> median(o.syncMs()))
                .eachIfAny("device wrote", Scale.BYTES, o -> median(o.deviceWriteBytes()))
                .eachIfAny("allocated before", Scale.BYTES, o -> allocated(o.before()))
                .eachIfAny("allocated after", Scale.BYTES, o -> allocated(o.after()))
                .eachIfAny("apparent after", Scale.BYTES, o -> apparent(o.after()))
                .eachIfAny("throughput", Scale.BYTES_PER_SECOND, o -> median(o.bytesPerSecond()))
                .textIfAny(
                        "of its bytes",
                        o -> o.bytesPerSecond() == null ? "" : Objects.toString(o.moved(), ""))
                .build(
                        "Operations: time, work and sizes",
                        "Medians over blocks. CPU is user and system time of the processes that did"
                            + " it. Sync is the time after the command until what it wrote was on"
                            + " the device. Device wrote is what the disk under the storage wrote"
                            + " from the command’s start to the sync’s end, whoever caused it."
                            + " Sizes are sums over all files of an image. Throughput is the"
                            + " virtual or the allocated bytes of the image ÷ wall and sync time.");
    }

    /** Operations that differ in one thing: ratio of time, verdict, sizes. */
    Optional<Table> comparisons() {
        if (comparisons.isEmpty()) {
            return Optional.empty();
        }
        List<Map<String, Contrast>> rows =
                comparisons.stream().map(c -> Map.of("time", c.wall())).toList();
        return Optional.of(
                new TableBuilder<>(comparisons)
                        .text("this", OperationComparison::b)
                        .text("against", OperationComparison::a)
                        .textIfAny("where", OperationView::where)
                        .each("this took", Scale.MILLISECONDS, c -> c.wall().medianB())
                        .each("other took", Scale.MILLISECONDS, c -> c.wall().medianA())
                        .ranges("time ratio", c -> ComparisonTables.ratio(c.wall()))
                        .textUnless(
                                "verdict",
                                ComparisonTables.NO_VERDICT,
                                c -> ComparisonTables.word(c.wall()))
                        .eachIfAny("this left", Scale.BYTES, c -> size(c, true))
                        .eachIfAny("other left", Scale.BYTES, c -> size(c, false))
                        .figureIfAny("size ratio", Scale.RATIO, OperationView::ratio)
                        .build(
                                "Operations against each other",
                                new Refusals(rows).sentence()
                                        + "Times here have the sync in them. Sizes are allocated"
                                        + " bytes."));
    }

    private static String where(OperationComparison comparison) {
        return Stream.of(comparison.operation(), comparison.context())
                .filter(words -> !words.isEmpty())
                .collect(Collectors.joining(", "));
    }

    private static @Nullable Double size(OperationComparison comparison, boolean second) {
        OperationComparison.SizeRatio size = comparison.size();
        return size == null ? null : (Double) (second ? size.bytesB() : size.bytesA());
    }

    private static @Nullable Double ratio(OperationComparison comparison) {
        OperationComparison.SizeRatio size = comparison.size();
        return size == null ? null : size.ratio();
    }

    private static @Nullable Double allocated(@Nullable Size size) {
        return size == null ? null : (Double) size.allocatedBytes().median();
    }

    private static @Nullable Double apparent(@Nullable Size size) {
        return size == null ? null : (Double) size.apparentBytes().median();
    }

    private static @Nullable Double median(@Nullable Spread spread) {
        return spread == null ? null : (Double) spread.median();
    }
}

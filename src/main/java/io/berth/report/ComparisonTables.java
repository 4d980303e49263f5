package io.berth.report;

import io.berth.analysis.Comparison;
import io.berth.analysis.Comparison.Contrast;
import io.berth.analysis.Comparison.Verdict;
import io.berth.report.Table.Column;
import io.berth.report.Table.Row;
import io.berth.units.Figures;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Pairs of cases that differ in one factor: a table for each pair of its values. */
final class ComparisonTables {
    private static final Map<String, String> METRICS = new LinkedHashMap<>();

    static {
        METRICS.put("iops", "IOPS");
        METRICS.put("clat_p50", "p50");
        METRICS.put("clat_p99", "p99");
        METRICS.put("clat_p99.9", "p99.9");
        METRICS.put("sync_p50", "p50");
        METRICS.put("sync_p99", "p99");
        METRICS.put("sync_p99.9", "p99.9");
    }

    private static final String VERDICT = "verdict";
    static final String NO_VERDICT = "no verdict";

    /** Of more pairs than these in one table, those that differ most are shown. */
    private static final int ROWS_MAX = 24;

    /** Of more tables than these, those of the pairs that differ most come first. */
    private static final int TABLES_IN_ORDER = 6;

    private final Evidence evidence;

    ComparisonTables(Evidence evidence) {
        this.evidence = evidence;
    }

    private record Pair(String factor, String a, String b) {}

    private record Line(Comparison comparison, String op, Map<String, Contrast> byMetric) {}

    /** One table for each factor and pair of values: B ÷ A for each metric. */
    List<Table> tables() {
        Map<Pair, List<Line>> pairs = new LinkedHashMap<>();
        for (Comparison each : evidence.analysis().comparisons()) {
            Pair pair = new Pair(each.factor(), each.a(), each.b());
            pairs.computeIfAbsent(pair, p -> new ArrayList<>()).addAll(lines(each));
        }
        List<Table> tables = new ArrayList<>();
        ordered(pairs)
                .forEach(
                        (pair, lines) -> {
                            if (!lines.isEmpty()) {
                                List<Line> shown = differingMost(lines);
                                shown.sort(inThePlansOrder(lines));
                                tables.add(table(pair, shown, lines));
                            }
                        });
        return tables;
    }

    private static Map<Pair, List<Line>> ordered(Map<Pair, List<Line>> pairs) {
        if (pairs.size() <= TABLES_IN_ORDER) {
            return pairs;
        }
        Map<Pair, List<Line>> ordered = new LinkedHashMap<>();
        pairs.entrySet().stream()
                .sorted(
                        Comparator.comparingDouble(
                                        (Map.Entry<Pair, List<Line>> pair) ->
                                                pair.getValue().stream()
                                                        .mapToDouble(ComparisonTables::distance)
                                                        .max()
                                                        .orElse(0))
                                .reversed())
                .forEach(pair -> ordered.put(pair.getKey(), pair.getValue()));
        return ordered;
    }

    /** What is alike together, as it first comes in the plan; operations apart, guests rising. */
    private static Comparator<Line> inThePlansOrder(List<Line> lines) {
        List<String> contexts =
                lines.stream().map(l -> l.comparison().context()).distinct().toList();
        List<String> workloads =
                lines.stream().map(l -> l.comparison().workload()).distinct().toList();
        return Comparator.<Line, String>comparing(l -> l.comparison().layer())
                .thenComparing(l -> contexts.indexOf(l.comparison().context()))
                .thenComparing(l -> workloads.indexOf(l.comparison().workload()))
                .thenComparing(l -> Evidence.OPS.indexOf(l.op()))
                .thenComparing(l -> l.comparison().guests());
    }

    /** All lines, or those of many whose first ratio is furthest from 1. */
    private static List<Line> differingMost(List<Line> lines) {
        return lines.size() <= ROWS_MAX
                ? lines
                : new ArrayList<>(
                        lines.stream()
                                .sorted(
                                        Comparator.comparingDouble(ComparisonTables::distance)
                                                .reversed())
                                .limit(ROWS_MAX)
                                .toList());
    }

    private static double distance(Line line) {
        Double ratio = line.byMetric().values().iterator().next().ratio();
        return ratio == null ? -1 : Math.abs(Math.log(ratio));
    }

    private static List<Line> lines(Comparison comparison) {
        Map<String, Map<String, Contrast>> byOp = new LinkedHashMap<>();
        for (Contrast contrast : comparison.contrasts()) {
            String name = METRICS.getOrDefault(contrast.metric(), contrast.metric());
            byOp.computeIfAbsent(contrast.op(), o -> new LinkedHashMap<>()).put(name, contrast);
        }
        List<Line> lines = new ArrayList<>();
        byOp.forEach((op, metrics) -> lines.add(new Line(comparison, op, metrics)));
        return lines;
    }

    private Table table(Pair pair, List<Line> lines, List<Line> all) {
        Set<String> metrics = new LinkedHashSet<>(METRICS.values());
        metrics.removeIf(m -> lines.stream().noneMatch(l -> l.byMetric().containsKey(m)));
        boolean workloads =
                lines.stream().map(l -> l.comparison().workload()).distinct().count() > 1;
        boolean contexts = lines.stream().anyMatch(l -> !l.comparison().context().isEmpty());
        List<Column> columns = new ArrayList<>();
        if (contexts) {
            columns.add(new Column("with", "", false));
        }
        if (workloads) {
            columns.add(new Column("workload", "", false));
        }
        columns.add(new Column("op", "", false));
        columns.add(new Column("guests", "", true));
        for (String metric : metrics) {
            columns.add(new Column(metric, "ratio", true));
            columns.add(new Column(VERDICT, "", false));
        }
        List<Row> rows = new ArrayList<>();
        for (Line line : lines) {
            List<String> cells = new ArrayList<>();
            if (contexts) {
                cells.add(line.comparison().context());
            }
            if (workloads) {
                cells.add(line.comparison().workload());
            }
            cells.add(line.op());
            cells.add(Integer.toString(line.comparison().guests()));
            for (String metric : metrics) {
                Contrast contrast = line.byMetric().get(metric);
                cells.add(contrast == null ? TableBuilder.NONE : ratio(contrast));
                cells.add(contrast == null ? TableBuilder.NONE : word(contrast));
            }
            rows.add(new Row(cells, ""));
        }
        return compact(
                new Table(
                        pair.factor() + ": " + pair.b() + " ÷ " + pair.a(),
                        note(lines, all.size()),
                        columns,
                        rows));
    }

    /** Without columns that say nothing in any row; why there is no verdict stands in the note. */
    private static Table compact(Table table) {
        List<Integer> kept = new ArrayList<>();
        for (int i = 0; i < table.columns().size(); i++) {
            int column = i;
            if (table.rows().stream().anyMatch(r -> says(r.cells().get(column)))) {
                kept.add(i);
            }
        }
        return new Table(
                table.caption(),
                table.note(),
                kept.stream().map(i -> table.columns().get(i)).toList(),
                table.rows().stream()
                        .map(
                                r ->
                                        new Row(
                                                kept.stream().map(i -> r.cells().get(i)).toList(),
                                                r.mark()))
                        .toList());
    }

    private static boolean says(String cell) {
        return !cell.equals(NO_VERDICT) && !cell.equals(TableBuilder.NONE);
    }

    static String ratio(Contrast contrast) {
        Double ratio = contrast.ratio();
        if (ratio == null) {
            return TableBuilder.NONE;
        }
        Double low = contrast.low();
        Double high = contrast.high();
        String text = Figures.significant(ratio, 3) + "×";
        return low == null || high == null
                ? text
                : text
                        + " ("
                        + Figures.significant(low, 3)
                        + "–"
                        + Figures.significant(high, 3)
                        + ")";
    }

    static String word(Contrast contrast) {
        String text =
                switch (contrast.verdict()) {
                    case IMPROVED -> "▲ improved";
                    case WORSE -> "▼ worse";
                    case EQUIVALENT -> "= equivalent";
                    case INCONCLUSIVE -> "? inconclusive";
                    case NO_VERDICT -> NO_VERDICT;
                };
        Integer further = contrast.furtherBlocks();
        return further == null ? text : text + ", +" + further + " blocks";
    }

    private static String note(List<Line> lines, int allLines) {
        List<Contrast> all = lines.stream().flatMap(l -> l.byMetric().values().stream()).toList();
        List<Contrast> judged =
                all.stream().filter(c -> c.verdict() != Verdict.NO_VERDICT).toList();
        StringBuilder note =
                new StringBuilder(
                        new Refusals(lines.stream().map(Line::byMetric).toList()).sentence());
        Set<String> confidences = new LinkedHashSet<>();
        for (Contrast contrast : all) {
            Double confidence = contrast.confidence();
            if (confidence != null && contrast.low() != null) {
                confidences.add(Scale.SHARE.shown(confidence));
            }
        }
        if (!confidences.isEmpty()) {
            note.append("In brackets the exact signed-rank interval, confidence ")
                    .append(String.join(", ", confidences))
                    .append(". ");
        }
        if (!judged.isEmpty()) {
            note.append("Differences within ")
                    .append(Scale.SHARE.shown(judged.getFirst().theta()))
                    .append(" are taken not to matter. ");
        }
        if (judged.stream().anyMatch(c -> c.furtherBlocks() != null)) {
            note.append("+n blocks: about as many more would decide. ");
        }
        if (judged.stream().anyMatch(Contrast::exploratory)) {
            note.append("Comparisons not declared before the run are hints, to be confirmed.");
        }
        if (lines.size() < allLines) {
            note.append("Shown are the ")
                    .append(lines.size())
                    .append(" rows that differ most in their first measure; ")
                    .append(Figures.grouped(allLines - lines.size()))
                    .append(" more in ")
                    .append(ReportModel.ANALYSIS)
                    .append(".");
        }
        return note.toString().strip();
    }
}

package io.berth.report;

import io.berth.analysis.CaseFigures;
import io.berth.analysis.Comparison;
import io.berth.analysis.Comparison.Contrast;
import io.berth.analysis.Spread;
import io.berth.report.chart.BarChart;
import io.berth.report.chart.Chart;
import io.berth.report.chart.Heading;
import io.berth.report.chart.Quantity;
import io.berth.report.chart.Style;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * First writes against overwrites: what allocating blocks costs, and how much of it each
 * preallocation takes away.
 */
final class FirstWriteView {

    private static final String CONTENTS = "disk.contents";
    private static final List<String> POLICIES = List.of("off", "metadata", "falloc", "full");

    private final Evidence evidence;

    FirstWriteView(Evidence evidence) {
        this.evidence = evidence;
    }

    /** Fresh ÷ written of one disk under one workload, at the largest guest count. */
    private record Pair(
            String format,
            String preallocation,
            String context,
            int guests,
            Ratio iops,
            @Nullable Ratio p99) {
        String name() {
            return format + " " + preallocation;
        }
    }

    /** One figure of fresh and written images. */
    private record Ratio(double fresh, double written, double ratio) {}

    /** One for each workload that writes. */
    List<Figure> figures() {
        Map<String, List<Pair>> byWorkload = new LinkedHashMap<>();
        for (Comparison comparison : evidence.analysis().comparisons()) {
            if (comparison.factor().equals(CONTENTS)) {
                Ratio iops = ratio(comparison, "iops");
                if (iops != null) {
                    byWorkload
                            .computeIfAbsent(comparison.workload(), w -> new ArrayList<>())
                            .add(pair(comparison, iops));
                }
            }
        }
        List<Figure> figures = new ArrayList<>();
        byWorkload.forEach(
                (workload, pairs) ->
                        figures.add(figure(workload, largest(pairs), figures.size() + 1)));
        return figures;
    }

    private static List<Pair> largest(List<Pair> pairs) {
        int most = new TreeSet<>(pairs.stream().map(Pair::guests).toList()).last();
        List<String> formats = pairs.stream().map(Pair::format).distinct().toList();
        return pairs.stream()
                .filter(p -> p.guests() == most)
                .sorted(
                        Comparator.<Pair>comparingInt(p -> formats.indexOf(p.format()))
                                .thenComparingInt(p -> POLICIES.indexOf(p.preallocation())))
                .toList();
    }

    private Pair pair(Comparison comparison, Ratio iops) {
        CaseFigures figures = evidence.caseOf(comparison.caseA());
        return new Pair(
                figures.factors().getOrDefault("disk.format", "raw"),
                figures.factors().getOrDefault("disk.preallocation", "off"),
                comparison.context(),
                comparison.guests(),
                iops,
                ratio(comparison, "clat_p99"));
    }

    /** Of writes, whichever of the two stands first in the plan. */
    private static @Nullable Ratio ratio(Comparison comparison, String metric) {
        for (Contrast contrast : comparison.contrasts()) {
            Double ratio = contrast.ratio();
            Double a = contrast.medianA();
            Double b = contrast.medianB();
            if (contrast.op().equals("write")
                    && contrast.metric().equals(metric)
                    && ratio != null
                    && a != null
                    && b != null) {
                return comparison.b().equals("fresh")
                        ? new Ratio(b, a, ratio)
                        : new Ratio(a, b, 1 / ratio);
            }
        }
        return null;
    }

    private static Figure figure(String workload, List<Pair> pairs, int number) {
        List<Chart> charts = new ArrayList<>();
        charts.add(bars("c-first-write-iops-" + number, workload + ", write IOPS", pairs, false));
        List<Pair> withP99 = pairs.stream().filter(p -> p.p99() != null).toList();
        if (!withP99.isEmpty()) {
            charts.add(
                    bars(
                            "c-first-write-p99-" + number,
                            workload + ", write p99 latency",
                            withP99,
                            true));
        }
        return Figure.of(
                "first-write-" + number,
                title(workload, pairs),
                "Fresh images are written for the first time, written ones were filled before."
                        + " First write ÷ overwrite: 1× means that allocation costs nothing.",
                charts,
                table(workload, pairs));
    }

    /** {@code randwrite: first writes reach 0.42× of overwrites with off, 0.98× with full}. */
    private static String title(String workload, List<Pair> pairs) {
        Map<String, Map<String, Double>> byFormat = new LinkedHashMap<>();
        for (Map.Entry<String, Double> each : medians(pairs, false).entrySet()) {
            String[] name = each.getKey().split(" ", 2);
            byFormat.computeIfAbsent(name[0], f -> new LinkedHashMap<>())
                    .put(name[1], each.getValue());
        }
        Map.Entry<String, Map<String, Double>> told =
                byFormat.entrySet().stream()
                        .max(
                                Comparator.<Map.Entry<String, Map<String, Double>>>comparingInt(
                                                e -> e.getValue().size())
                                        .thenComparing(e -> e.getKey().equals("qcow2")))
                        .orElseThrow();
        List<String> words = new ArrayList<>();
        told.getValue()
                .forEach(
                        (policy, ratio) ->
                                words.add(
                                        Scale.RATIO.shown(ratio)
                                                + "×"
                                                + (words.isEmpty()
                                                        ? " the IOPS of overwrites with"
                                                                + " preallocation="
                                                        : " with ")
                                                + policy));
        return workload
                + " on "
                + told.getKey()
                + ": first writes reach "
                + String.join(", ", words);
    }

    /** By format and preallocation, over what else varies. */
    private static Map<String, Double> medians(List<Pair> pairs, boolean p99) {
        Map<String, List<Double>> values = new LinkedHashMap<>();
        for (Pair pair : pairs) {
            Ratio ratio = p99 ? pair.p99() : pair.iops();
            if (ratio != null) {
                values.computeIfAbsent(pair.name(), n -> new ArrayList<>()).add(ratio.ratio());
            }
        }
        Map<String, Double> medians = new LinkedHashMap<>();
        values.forEach((name, each) -> medians.put(name, Spread.of(each).orElseThrow().median()));
        return medians;
    }

    private static BarChart bars(String id, String title, List<Pair> pairs, boolean p99) {
        Map<String, Double> medians = medians(pairs, p99);
        List<String> formats = pairs.stream().map(Pair::format).distinct().toList();
        List<BarChart.Bar> bars = new ArrayList<>();
        StringBuilder description = new StringBuilder(title).append(", first write ÷ overwrite. ");
        medians.forEach(
                (name, ratio) -> {
                    String shown = Scale.RATIO.shown(ratio) + "×";
                    int colour = formats.indexOf(name.split(" ", 2)[0]);
                    bars.add(new BarChart.Bar(name, ratio, shown, Style.of(colour)));
                    description.append(name).append(": ").append(shown).append(". ");
                });
        String finding =
                "first write ÷ overwrite at "
                        + Evidence.guests(pairs.getFirst().guests())
                        + (medians.size() < pairs.size()
                                ? ", medians over " + pairs.size() + " disks"
                                : "");
        return new BarChart(
                new Heading(id, title, finding, description.toString().strip()),
                Quantity.RATIO,
                bars);
    }

    private static Table table(String workload, List<Pair> pairs) {
        return new TableBuilder<>(pairs)
                .text("format", Pair::format)
                .text("preallocation", Pair::preallocation)
                .textIfAny("with", Pair::context)
                .figure("guests", Scale.COUNT, p -> (double) p.guests())
                .figure("first write", Scale.IOPS, p -> p.iops().fresh())
                .figure("overwrite", Scale.IOPS, p -> p.iops().written())
                .figure("ratio", Scale.RATIO, p -> p.iops().ratio())
                .figureIfAny(
                        "first write p99",
                        Scale.NANOSECONDS,
                        p -> p.p99() == null ? null : (Double) p.p99().fresh())
                .figureIfAny(
                        "overwrite p99",
                        Scale.NANOSECONDS,
                        p -> p.p99() == null ? null : (Double) p.p99().written())
                .figureIfAny(
                        "ratio of p99",
                        Scale.RATIO,
                        p -> p.p99() == null ? null : (Double) p.p99().ratio())
                .build("First writes and overwrites, " + workload, "");
    }
}

package io.berth.report;

import io.berth.analysis.CaseFigures;
import io.berth.report.chart.Heading;
import io.berth.report.chart.LineChart;
import io.berth.report.chart.Quantity;
import io.berth.report.chart.Series;
import io.berth.report.chart.Series.Point;
import io.berth.report.chart.Style;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a chain of backing files costs, by its depth and by where the data lie. */
final class ChainView {

    private static final String DEPTH = "disk.backing.depth";
    private static final String DATA = "disk.backing.data";

    private final Evidence evidence;

    ChainView(Evidence evidence) {
        this.evidence = evidence;
    }

    /** One depth of one line; the ratios are to the shortest chain of the line. */
    private record Rung(String line, String data, int depth, RungView view, RungView shortest) {
        double iopsRatio() {
            return view.op().iops().median() / shortest.op().iops().median();
        }

        @Nullable Double p99Ratio() {
            Double here = p99(view);
            Double there = p99(shortest);
            return here == null || there == null ? null : (Double) (here / there);
        }
    }

    /** One for each workload and operation of which depths were measured. */
    List<Figure> figures() {
        List<Figure> figures = new ArrayList<>();
        for (Evidence.Topic topic : evidence.topics()) {
            List<Rung> rungs = rungs(topic);
            if (!rungs.isEmpty()) {
                figures.add(figure(topic, rungs));
            }
        }
        return figures;
    }

    /** By line, then by depth: only lines of several depths, at the largest guest count. */
    private List<Rung> rungs(Evidence.Topic topic) {
        List<RungView> all = evidence.rungs(topic);
        if (all.isEmpty()) {
            return List.of();
        }
        int most = new TreeSet<>(Evidence.guests(all)).last();
        Map<String, Map<String, Map<Integer, RungView>>> byRest = new LinkedHashMap<>();
        for (RungView view : all) {
            if (view.guests() == most) {
                CaseFigures figures = evidence.caseOf(view.rung().caseId());
                byRest.computeIfAbsent(rest(figures), r -> new LinkedHashMap<>())
                        .computeIfAbsent(data(figures), d -> new TreeMap<>())
                        .put(depth(figures), view);
            }
        }
        List<Rung> rungs = new ArrayList<>();
        byRest.forEach(
                (rest, byData) -> {
                    // A disk without backing files begins the line of every placement.
                    Map<Integer, RungView> alone = byData.getOrDefault("", Map.of());
                    byData.forEach(
                            (data, byDepth) -> {
                                Map<Integer, RungView> line = new TreeMap<>(alone);
                                line.putAll(byDepth);
                                if (!data.isEmpty() && line.size() > 1) {
                                    add(rungs, data, rest, line);
                                }
                            });
                });
        return rungs;
    }

    private void add(List<Rung> rungs, String data, String rest, Map<Integer, RungView> line) {
        RungView shortest = line.values().iterator().next();
        String name = "data=" + data + (rest.isEmpty() ? "" : ", " + rest);
        line.forEach((depth, view) -> rungs.add(new Rung(name, data, depth, view, shortest)));
    }

    private static int depth(CaseFigures figures) {
        return Integer.parseInt(figures.factors().getOrDefault(DEPTH, "0"));
    }

    private static String data(CaseFigures figures) {
        return depth(figures) == 0 ? "" : figures.factors().getOrDefault(DATA, "base");
    }

    /** The words of a disk's name that say nothing of its chain. */
    private static String rest(CaseFigures figures) {
        return List.of(figures.configurationLabel().split(", ")).stream()
                .filter(w -> !w.startsWith("backing.") && !w.startsWith("data="))
                .collect(Collectors.joining(", "));
    }

    private Figure figure(Evidence.Topic topic, List<Rung> rungs) {
        List<LineChart> charts = new ArrayList<>();
        charts.add(chart(topic, rungs, Measure.IOPS));
        Measure p99 = Measure.percentile("99");
        List<Rung> judged = rungs.stream().filter(r -> p99.has(r.view())).toList();
        if (!judged.isEmpty()) {
            charts.add(chart(topic, judged, p99));
        }
        Rung worst = rungs.stream().min(Comparator.comparingDouble(Rung::iopsRatio)).orElseThrow();
        int guests = worst.view().guests();
        return Figure.of(
                "chain-" + topic.slug(),
                evidence.name(topic)
                        + ": a chain of "
                        + worst.depth()
                        + " gave "
                        + Scale.RATIO.shown(worst.iopsRatio())
                        + "× the IOPS of depth "
                        + shortest(rungs)
                        + " ("
                        + worst.line()
                        + ")",
                "At " + Evidence.guests(guests) + ". Small dots are single blocks.",
                charts,
                table(topic, rungs));
    }

    private static int shortest(List<Rung> rungs) {
        return rungs.stream().mapToInt(Rung::depth).min().orElse(0);
    }

    private LineChart chart(Evidence.Topic topic, List<Rung> rungs, Measure measure) {
        Map<String, List<Rung>> lines = new LinkedHashMap<>();
        rungs.forEach(r -> lines.computeIfAbsent(r.line(), l -> new ArrayList<>()).add(r));
        List<Series> series = new ArrayList<>();
        for (Map.Entry<String, List<Rung>> line : lines.entrySet()) {
            if (series.size() == Configurations.LINES_MAX) {
                break;
            }
            List<Point> points = new ArrayList<>();
            List<Point> dots = new ArrayList<>();
            for (Rung rung : line.getValue()) {
                points.add(new Point(rung.depth(), measure.of(rung.view())));
                var blocks = rung.view().figures().blocks();
                for (CaseFigures.BlockOp block : blocks) {
                    Double value = measure.block().apply(block);
                    if (value != null && blocks.size() > 1) {
                        dots.add(new Point(rung.depth(), value));
                    }
                }
            }
            series.add(new Series(line.getKey(), Style.of(series.size()), points, dots));
        }
        double[] values = measure.values(rungs.stream().map(Rung::view).toList()).toArray();
        String finding =
                Phrases.range(values, measure.scale())
                        + (series.size() < lines.size()
                                ? "; " + series.size() + " of " + lines.size() + " disks"
                                : "");
        String title =
                Phrases.capital(Evidence.plural(topic.op()))
                        + (measure == Measure.IOPS ? "" : ", " + measure.name());
        return new LineChart(
                new Heading(
                        "c-chain-" + measure.id() + "-" + topic.slug(),
                        title,
                        finding,
                        evidence.name(topic) + " by the depth of the chain. " + finding + "."),
                Quantity.BACKING_FILES,
                measure.quantity(),
                measure.latency(),
                0,
                0,
                series);
    }

    private static @Nullable Double p99(RungView view) {
        return Phrases.asDouble(view.op().pooledNs().get("99"));
    }

    private Table table(Evidence.Topic topic, List<Rung> rungs) {
        return new TableBuilder<>(rungs)
                .text("chain", Rung::line)
                .figure("backing files", Scale.COUNT, r -> (double) r.depth())
                .figure("IOPS", Scale.IOPS, r -> r.view().op().iops().median())
                .figure("÷ shortest", Scale.RATIO, Rung::iopsRatio)
                .figureIfAny("p99", Scale.NANOSECONDS, r -> p99(r.view()))
                .figureIfAny("p99 ÷ shortest", Scale.RATIO, Rung::p99Ratio)
                .build("Chains of backing files, " + evidence.name(topic), "");
    }
}

package io.berth.report;

import io.berth.analysis.Curve;
import io.berth.latency.LatencySummary;
import io.berth.report.Evidence.Topic;
import io.berth.report.chart.Chart;
import io.berth.report.chart.Heading;
import io.berth.report.chart.LineChart;
import io.berth.report.chart.Quantity;
import io.berth.report.chart.Series;
import io.berth.report.chart.Series.Point;
import io.berth.report.chart.Style;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Latency over the percentiles, on 1 ÷ (1 − p): a chart for each guest count. */
final class CurveFigures {
    private static final int POINTS_MAX = 48;

    /** Of more disks than can be drawn, so many of the lowest and of the highest are. */
    private static final int EXTREMES = 4;

    private static final double FROM = 2;
    private static final double[] TABLE = {50, 90, 95, 99, 99.9, 99.99};

    private final Evidence evidence;

    CurveFigures(Evidence evidence) {
        this.evidence = evidence;
    }

    List<Figure> figures() {
        List<Figure> figures = new ArrayList<>();
        for (Topic topic : evidence.topics()) {
            List<Curve> curves =
                    evidence.analysis().curves().stream()
                            .filter(c -> c.workload().equals(topic.workload()))
                            .filter(c -> c.layer().equals(topic.layer()))
                            .filter(c -> c.op().equals(topic.op()))
                            .filter(c -> tail(c).size() > 1)
                            .toList();
            if (!curves.isEmpty()) {
                figures.add(figure(topic, curves));
            }
        }
        return figures;
    }

    private Figure figure(Topic topic, List<Curve> curves) {
        double[] all =
                curves.stream()
                        .flatMap(c -> tail(c).stream())
                        .mapToDouble(Point::y)
                        .sorted()
                        .toArray();
        if (evidence.configurations().many()) {
            return ofMany(topic, curves, all);
        }
        List<Chart> charts = new ArrayList<>();
        int index = 0;
        for (int guests : new TreeSet<>(curves.stream().map(Curve::guests).toList())) {
            for (String group : evidence.configurations().groups()) {
                List<Curve> members =
                        curves.stream()
                                .filter(c -> c.guests() == guests)
                                .filter(c -> groupOf(c).equals(group))
                                .toList();
                index++;
                if (!members.isEmpty()) {
                    String id = "c-curve-" + topic.slug() + "-" + index;
                    charts.add(chart(id, topic, guests, group, lines(members), all));
                }
            }
        }
        return Figure.of(
                "curves-" + topic.slug(),
                finding(topic, curves),
                "Each curve ends where fewer than 10 samples lie beyond it.",
                charts,
                table(topic, curves));
    }

    private Figure ofMany(Topic topic, List<Curve> curves, double[] all) {
        int most = curves.stream().mapToInt(Curve::guests).max().orElseThrow();
        List<Curve> top =
                curves.stream()
                        .filter(c -> c.guests() == most)
                        .sorted(Comparator.comparingDouble(CurveFigures::shared))
                        .toList();
        Set<Curve> chosen = new LinkedHashSet<>(top.subList(0, Math.min(EXTREMES, top.size())));
        chosen.addAll(top.subList(Math.max(0, top.size() - EXTREMES), top.size()));
        List<Line> lines = new ArrayList<>();
        for (Curve curve : chosen) {
            String name = evidence.configurations().name(curve.configuration());
            lines.add(new Line(curve, name, Style.of(lines.size())));
        }
        String id = "c-curve-" + topic.slug() + "-1";
        return Figure.wide(
                "curves-" + topic.slug(),
                finding(topic, curves),
                "The "
                        + EXTREMES
                        + " lowest and the "
                        + EXTREMES
                        + " highest of "
                        + top.size()
                        + " disks at p90. Each curve ends where fewer than 10 samples lie beyond"
                        + " it.",
                List.of(chart(id, topic, most, "", lines, all)),
                table(topic, curves));
    }

    /** Latency at p90, which all curves that are drawn have. */
    private static double shared(Curve curve) {
        return tail(curve).stream()
                .filter(p -> p.x() >= 10)
                .mapToDouble(Point::y)
                .findFirst()
                .orElse(tail(curve).getLast().y());
    }

    /** A curve as a line of a chart. */
    private record Line(Curve curve, String label, Style style) {}

    private List<Line> lines(List<Curve> curves) {
        Configurations configurations = evidence.configurations();
        return curves.stream()
                .map(
                        c ->
                                new Line(
                                        c,
                                        configurations.label(c.configuration()),
                                        configurations.style(c.configuration())))
                .toList();
    }

    /** Where the curves of the largest guest count end: the range over the disks. */
    private String finding(Topic topic, List<Curve> curves) {
        int most = curves.stream().mapToInt(Curve::guests).max().orElse(0);
        List<Curve> top = curves.stream().filter(c -> c.guests() == most).toList();
        double[] ends = top.stream().mapToDouble(c -> tail(c).getLast().y()).toArray();
        return evidence.name(topic)
                + ": the tail reaches "
                + Phrases.range(ends, Scale.NANOSECONDS)
                + " at "
                + Evidence.guests(most)
                + Phrases.byDisk(
                        top.size(),
                        (int) curves.stream().map(Curve::configuration).distinct().count());
    }

    private String groupOf(Curve curve) {
        return evidence.configurations().group(curve.configuration());
    }

    private Chart chart(
            String id, Topic topic, int guests, String group, List<Line> lines, double[] sortedNs) {
        List<Series> series = new ArrayList<>();
        StringBuilder description = new StringBuilder();
        description
                .append(evidence.name(topic))
                .append(", latency by percentile at ")
                .append(Evidence.guests(guests))
                .append(". ");
        for (Line line : lines) {
            List<Point> points = tail(line.curve());
            series.add(new Series(line.label(), line.style(), points, List.of()));
            description
                    .append(line.label())
                    .append(": ")
                    .append(Scale.NANOSECONDS.shown(points.getFirst().y()))
                    .append(" rising to ")
                    .append(Scale.NANOSECONDS.shown(points.getLast().y()))
                    .append(". ");
        }
        double[] ends = lines.stream().mapToDouble(l -> tail(l.curve()).getLast().y()).toArray();
        String title =
                Phrases.capital(Evidence.plural(topic.op()))
                        + ", "
                        + Evidence.guests(guests)
                        + (group.isEmpty() ? "" : ": " + group);
        return new LineChart(
                new Heading(
                        id,
                        title,
                        "Curves end at " + Phrases.range(ends, Scale.NANOSECONDS),
                        description.toString().strip()),
                Quantity.TAIL,
                Quantity.NANOSECONDS,
                true,
                sortedNs[0],
                sortedNs[sortedNs.length - 1],
                series);
    }

    /**
     * The curve from the median on, thinned evenly along the axis; its first and last point stay.
     */
    private static List<Point> tail(Curve curve) {
        List<Point> all =
                curve.points().stream()
                        .filter(p -> p.inverse() >= FROM && p.ns() > 0)
                        .map(p -> new Point(p.inverse(), p.ns()))
                        .toList();
        if (all.size() <= POINTS_MAX) {
            return all;
        }
        double step = Math.log(all.getLast().x() / all.getFirst().x()) / POINTS_MAX;
        List<Point> thinned = new ArrayList<>();
        thinned.add(all.getFirst());
        for (Point point : all.subList(1, all.size() - 1)) {
            if (Math.log(point.x() / thinned.getLast().x()) >= step) {
                thinned.add(point);
            }
        }
        thinned.add(all.getLast());
        return thinned;
    }

    private Table table(Topic topic, List<Curve> curves) {
        TableBuilder<Curve> table =
                new TableBuilder<>(curves)
                        .text("disk", Curve::label)
                        .figure("guests", Scale.COUNT, c -> (double) c.guests());
        for (double percentile : TABLE) {
            table.figureIfAny(
                    "p" + LatencySummary.key(percentile),
                    Scale.NANOSECONDS,
                    c -> summary(c, LatencySummary.key(percentile)));
        }
        return table.figure("samples", Scale.COUNT, c -> (double) c.count())
                .build(evidence.name(topic) + ": percentiles", "");
    }

    private @Nullable Double summary(Curve curve, String percentile) {
        return evidence.caseOf(curve.caseId()).ops().stream()
                .filter(o -> o.op().equals(curve.op()))
                .map(o -> o.latency().get(curve.kind()))
                .filter(l -> l != null && l.pooled().at(percentile) != null)
                .map(l -> Phrases.asDouble(l.pooled().at(percentile)))
                .findAny()
                .orElse(null);
    }
}

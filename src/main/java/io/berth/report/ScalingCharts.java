package io.berth.report;

import io.berth.analysis.CaseFigures;
import io.berth.analysis.CaseFigures.BlockOp;
import io.berth.analysis.Ladder;
import io.berth.report.Evidence.Topic;
import io.berth.report.chart.BarChart;
import io.berth.report.chart.Chart;
import io.berth.report.chart.Heading;
import io.berth.report.chart.LineChart;
import io.berth.report.chart.Quantity;
import io.berth.report.chart.Series;
import io.berth.report.chart.Series.Gap;
import io.berth.report.chart.Series.Point;
import java.util.ArrayList;
import java.util.List;

/** Charts of one measure against the guest count; bars where there is only one. */
final class ScalingCharts {
    private final Evidence evidence;

    ScalingCharts(Evidence evidence) {
        this.evidence = evidence;
    }

    /** A chart of the measure for each group of configurations. */
    List<Chart> charts(Topic topic, List<RungView> rungs, Measure measure, double min, double max) {
        Configurations configurations = evidence.configurations();
        List<Chart> charts = new ArrayList<>();
        double shared = max > 0 ? max : measure.values(rungs).max().orElse(0);
        int index = 0;
        for (String group : configurations.groups()) {
            List<RungView> members =
                    rungs.stream()
                            .filter(r -> configurations.group(r.configuration()).equals(group))
                            .filter(measure::has)
                            .toList();
            index++;
            if (members.isEmpty()) {
                continue;
            }
            String title =
                    Phrases.capital(Evidence.plural(topic.op()))
                            + ", "
                            + measure.name()
                            + (group.isEmpty() ? "" : ": " + group);
            Heading heading =
                    new Heading(
                            "c-"
                                    + measure.id().replace('.', '-')
                                    + "-"
                                    + topic.slug()
                                    + "-"
                                    + index,
                            title,
                            panelFinding(members, measure),
                            describe(topic, members, measure));
            charts.add(
                    Evidence.guests(rungs).size() > 1
                            ? lines(heading, members, measure, min, shared)
                            : bars(heading, members, measure));
        }
        return charts;
    }

    private LineChart lines(
            Heading heading, List<RungView> rungs, Measure measure, double min, double max) {
        List<Series> series = new ArrayList<>();
        for (String configuration : configurations(rungs)) {
            List<RungView> own =
                    rungs.stream().filter(r -> r.configuration().equals(configuration)).toList();
            List<Point> points = new ArrayList<>();
            List<Point> dots = new ArrayList<>();
            for (RungView rung : own) {
                points.add(new Point(rung.guests(), measure.of(rung)));
                for (BlockOp block : rung.figures().blocks()) {
                    Double value = measure.block().apply(block);
                    if (value != null && rung.figures().blocks().size() > 1) {
                        dots.add(new Point(rung.guests(), value));
                    }
                }
            }
            series.add(
                    new Series(
                            evidence.configurations().label(configuration),
                            evidence.configurations().style(configuration),
                            points,
                            dots,
                            gaps(own)));
        }
        return new LineChart(
                heading, Quantity.GUESTS, measure.quantity(), measure.latency(), min, max, series);
    }

    /** The guest counts of a ladder that were planned, but have no figure here, and why. */
    private List<Gap> gaps(List<RungView> own) {
        List<Gap> gaps = new ArrayList<>();
        for (Ladder.Rung rung : own.getFirst().ladder().rungs()) {
            if (own.stream().noneMatch(r -> r.guests() == rung.guests())) {
                gaps.add(
                        rung.ops().isEmpty()
                                ? new Gap(rung.guests(), status(rung.caseId()), true)
                                : new Gap(rung.guests(), "too few samples", false));
            }
        }
        return gaps;
    }

    /** How a case without figures ended: failed, skipped or pending. */
    private String status(String caseId) {
        return evidence.caseOf(caseId).blocks().stream()
                .map(CaseFigures.BlockStatus::status)
                .filter(status -> !status.equals("completed"))
                .findFirst()
                .orElse("without figures");
    }

    private BarChart bars(Heading heading, List<RungView> rungs, Measure measure) {
        List<BarChart.Bar> bars = new ArrayList<>();
        for (RungView rung : rungs) {
            double value = measure.of(rung);
            bars.add(
                    new BarChart.Bar(
                            evidence.configurations().label(rung.configuration()),
                            value,
                            measure.scale().shown(value),
                            evidence.configurations().style(rung.configuration())));
        }
        String unit = measure.quantity() == Quantity.IOPS ? ", IOPS" : "";
        return new BarChart(
                new Heading(
                        heading.id(),
                        heading.title() + unit,
                        heading.finding(),
                        heading.description()),
                measure.quantity(),
                bars);
    }

    static List<String> configurations(List<RungView> rungs) {
        return rungs.stream().map(RungView::configuration).distinct().toList();
    }

    private static String panelFinding(List<RungView> rungs, Measure measure) {
        List<Integer> counts = List.copyOf(Evidence.guests(rungs));
        String at =
                range(rungs, counts.getLast(), measure)
                        + " at "
                        + Evidence.guests(counts.getLast());
        return counts.size() < 2
                ? at
                : range(rungs, counts.getFirst(), measure) + " at " + counts.getFirst() + "; " + at;
    }

    private static String range(List<RungView> rungs, int guests, Measure measure) {
        List<RungView> there = rungs.stream().filter(r -> r.guests() == guests).toList();
        return Phrases.range(measure.values(there).toArray(), measure.scale());
    }

    private String describe(Topic topic, List<RungView> rungs, Measure measure) {
        StringBuilder text = new StringBuilder(evidence.name(topic));
        text.append(", ").append(measure.name()).append(" by number of guests. ");
        for (String configuration : configurations(rungs)) {
            text.append(evidence.configurations().label(configuration)).append(": ");
            List<String> figures = new ArrayList<>();
            for (RungView rung : rungs) {
                if (rung.configuration().equals(configuration)) {
                    double value = measure.of(rung);
                    figures.add(
                            measure.scale().shown(value) + " at " + Evidence.guests(rung.guests()));
                }
            }
            text.append(String.join(", ", figures)).append(". ");
        }
        return text.toString().strip();
    }
}

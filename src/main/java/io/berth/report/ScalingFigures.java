package io.berth.report;

import io.berth.analysis.CaseFigures.BlockOp;
import io.berth.latency.LatencySummary;
import io.berth.report.Evidence.Topic;
import io.berth.report.chart.BarChart;
import io.berth.report.chart.Chart;
import io.berth.report.chart.Heading;
import io.berth.report.chart.LineChart;
import io.berth.report.chart.Quantity;
import io.berth.report.chart.Series;
import io.berth.report.chart.Series.Point;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;

/** Throughput and latency against the guest count, a line for each disk configuration. */
final class ScalingFigures {
    private static final List<String> PERCENTILES = List.of("50", "99", "99.9");

    private final Evidence evidence;

    ScalingFigures(Evidence evidence) {
        this.evidence = evidence;
    }

    /** One measure of the rungs: its name, its scale, its value and its value block by block. */
    private record Measure(
            String id,
            String name,
            Quantity quantity,
            Scale scale,
            boolean latency,
            Function<RungView, @Nullable Double> value,
            Function<BlockOp, @Nullable Double> block) {}

    private static final Measure PER_GUEST =
            new Measure(
                    "guest",
                    "per guest",
                    Quantity.IOPS,
                    Scale.IOPS,
                    false,
                    r -> r.op().iops().median() / r.guests(),
                    b -> b.iops() / b.guests().size());

    List<Figure> throughput() {
        List<Figure> figures = new ArrayList<>();
        for (Topic topic : evidence.topics()) {
            if (topic.op().equals("sync")) {
                continue;
            }
            List<RungView> rungs = evidence.rungs(topic);
            Measure iops =
                    new Measure(
                            "iops",
                            "all guests",
                            Quantity.IOPS,
                            Scale.IOPS,
                            false,
                            r -> r.op().iops().median(),
                            BlockOp::iops);
            Measure bw =
                    new Measure(
                            "bw",
                            "all guests",
                            Quantity.BYTES_PER_SECOND,
                            Scale.BYTES_PER_SECOND,
                            false,
                            r -> r.op().bwBytes().median(),
                            BlockOp::bwBytes);
            List<Chart> charts = new ArrayList<>();
            charts.addAll(charts(topic, rungs, iops, 0, 0));
            if (Evidence.guests(rungs).size() > 1) {
                charts.addAll(charts(topic, rungs, PER_GUEST, 0, 0));
            }
            charts.addAll(charts(topic, rungs, bw, 0, 0));
            figures.add(
                    Figure.of(
                            "throughput-" + topic.slug(),
                            evidence.name(topic) + ": " + finding(rungs, iops, "IOPS"),
                            repetitions(rungs),
                            charts,
                            throughputTable(topic, rungs)));
        }
        return figures;
    }

    List<Figure> latency() {
        List<Figure> figures = new ArrayList<>();
        for (Topic topic : evidence.topics()) {
            List<RungView> rungs = evidence.rungs(topic);
            List<Measure> measures = new ArrayList<>();
            for (String percentile : PERCENTILES) {
                Measure measure = percentile(percentile);
                if (rungs.stream().anyMatch(r -> measure.value().apply(r) != null)) {
                    measures.add(measure);
                }
            }
            if (measures.isEmpty()) {
                continue;
            }
            double[] all =
                    measures.stream().flatMapToDouble(m -> values(rungs, m)).sorted().toArray();
            List<Chart> charts = new ArrayList<>();
            for (Measure measure : measures) {
                charts.addAll(charts(topic, rungs, measure, all[0], all[all.length - 1]));
            }
            Measure told =
                    measures.stream()
                            .filter(m -> m.id().equals("p99"))
                            .findAny()
                            .orElse(measures.getFirst());
            figures.add(
                    Figure.of(
                            "latency-" + topic.slug(),
                            evidence.name(topic)
                                    + ": "
                                    + told.id()
                                    + " "
                                    + finding(rungs, told, ""),
                            latencyNote(topic, rungs),
                            charts,
                            latencyTable(topic, rungs)));
        }
        return figures;
    }

    private static DoubleStream values(List<RungView> rungs, Measure measure) {
        return rungs.stream()
                .map(measure.value())
                .filter(Objects::nonNull)
                .mapToDouble(v -> Objects.requireNonNull(v));
    }

    private static Measure percentile(String percentile) {
        return new Measure(
                "p" + percentile,
                "p" + percentile + " latency",
                Quantity.NANOSECONDS,
                Scale.NANOSECONDS,
                true,
                r -> asDouble(r.op().pooledNs().get(percentile)),
                b -> {
                    LatencySummary summary = b.latency().get(kind(b));
                    return summary == null ? null : asDouble(summary.at(percentile));
                });
    }

    private static String kind(BlockOp block) {
        return block.latency().containsKey("clat") ? "clat" : "sync";
    }

    static @Nullable Double asDouble(@Nullable Long value) {
        return value == null ? null : (double) value;
    }

    /** A chart of the measure for each group of configurations. */
    private List<Chart> charts(
            Topic topic, List<RungView> rungs, Measure measure, double min, double max) {
        Configurations configurations = evidence.configurations();
        List<Chart> charts = new ArrayList<>();
        double shared = max > 0 ? max : values(rungs, measure).max().orElse(0);
        int index = 0;
        for (String group : configurations.groups()) {
            List<RungView> members =
                    rungs.stream()
                            .filter(r -> configurations.group(r.configuration()).equals(group))
                            .filter(r -> measure.value().apply(r) != null)
                            .toList();
            index++;
            if (members.isEmpty()) {
                continue;
            }
            String title =
                    capital(Evidence.plural(topic.op()))
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
            List<Point> points = new ArrayList<>();
            List<Point> dots = new ArrayList<>();
            for (RungView rung : rungs) {
                if (!rung.configuration().equals(configuration)) {
                    continue;
                }
                points.add(
                        new Point(
                                rung.guests(),
                                Objects.requireNonNull(measure.value().apply(rung))));
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
                            dots));
        }
        return new LineChart(
                heading, Quantity.GUESTS, measure.quantity(), measure.latency(), min, max, series);
    }

    private BarChart bars(Heading heading, List<RungView> rungs, Measure measure) {
        List<BarChart.Bar> bars = new ArrayList<>();
        for (RungView rung : rungs) {
            double value = Objects.requireNonNull(measure.value().apply(rung));
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

    private static List<String> configurations(List<RungView> rungs) {
        return rungs.stream().map(RungView::configuration).distinct().toList();
    }

    /** {@code 8,120 to 12,300 IOPS at 4 guests}: the range over the disks, and no winner. */
    private String finding(List<RungView> rungs, Measure measure, String unit) {
        int most = new TreeSet<>(Evidence.guests(rungs)).last();
        List<RungView> top = rungs.stream().filter(r -> r.guests() == most).toList();
        return range(values(top, measure).toArray(), measure.scale())
                + (unit.isEmpty() ? "" : " " + unit)
                + " at "
                + Evidence.guests(most)
                + byDisk(configurations(top).size(), configurations(rungs).size());
    }

    /** Says that a range is over disks, and how many of them if some have no figures there. */
    static String byDisk(int measured, int all) {
        if (measured < all) {
            return ", for " + measured + " of " + all + " disks";
        }
        return all > 1 ? ", by disk" : "";
    }

    private static String panelFinding(List<RungView> rungs, Measure measure) {
        List<Integer> counts = List.copyOf(Evidence.guests(rungs));
        OptionalDouble one =
                values(
                                rungs.stream()
                                        .filter(r -> r.guests() == counts.getFirst())
                                        .toList(),
                                measure)
                        .max();
        String last =
                range(
                        values(
                                        rungs.stream()
                                                .filter(r -> r.guests() == counts.getLast())
                                                .toList(),
                                        measure)
                                .toArray(),
                        measure.scale());
        String at = last + " at " + Evidence.guests(counts.getLast());
        if (counts.size() < 2 || one.isEmpty()) {
            return at;
        }
        String first =
                range(
                        values(
                                        rungs.stream()
                                                .filter(r -> r.guests() == counts.getFirst())
                                                .toList(),
                                        measure)
                                .toArray(),
                        measure.scale());
        return first + " at " + counts.getFirst() + "; " + at;
    }

    /** {@code 2.10–8.40 ms}: both ends in the unit of the larger. */
    static String range(double[] values, Scale scale) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        if (sorted.length == 0) {
            return TableBuilder.NONE;
        }
        double low = sorted[0];
        double high = sorted[sorted.length - 1];
        Scale.Unit unit = scale.unit(List.of(high));
        String end = scale == Scale.IOPS || unit.name().isEmpty() ? "" : " " + unit.name();
        String from = unit.show(low);
        String to = unit.show(high);
        return from.equals(to) ? to + end : from + "–" + to + end;
    }

    private String describe(Topic topic, List<RungView> rungs, Measure measure) {
        StringBuilder text = new StringBuilder(evidence.name(topic));
        text.append(", ").append(measure.name()).append(" by number of guests. ");
        for (String configuration : configurations(rungs)) {
            text.append(evidence.configurations().label(configuration)).append(": ");
            List<String> figures = new ArrayList<>();
            for (RungView rung : rungs) {
                if (rung.configuration().equals(configuration)) {
                    double value = Objects.requireNonNull(measure.value().apply(rung));
                    figures.add(
                            measure.scale().shown(value) + " at " + Evidence.guests(rung.guests()));
                }
            }
            text.append(String.join(", ", figures)).append(". ");
        }
        return text.toString().strip();
    }

    private static String repetitions(List<RungView> rungs) {
        int most = rungs.stream().mapToInt(r -> r.figures().blocks().size()).max().orElse(0);
        return most > 1
                ? "Lines join the medians of up to " + most + " blocks; each small mark is a block."
                : "Each point was measured once.";
    }

    private static String latencyNote(Topic topic, List<RungView> rungs) {
        String kind =
                topic.op().equals("sync")
                        ? "fio's sync latency (fdatasync), over each guest's whole measured time. "
                        : "fio's clat (completion latency), inside the common window. ";
        boolean cut = rungs.stream().anyMatch(r -> r.op().pooledNs().get("99.9") == null);
        return kind
                + "All guests and blocks merged from histograms. "
                + (cut ? "A percentile with fewer than 10 samples beyond it is not shown." : "");
    }

    private Table throughputTable(Topic topic, List<RungView> rungs) {
        TableBuilder<RungView> table =
                new TableBuilder<>(rungs)
                        .text("disk", r -> r.ladder().label())
                        .figure("guests", Scale.COUNT, r -> (double) r.guests())
                        .figure("IOPS", Scale.IOPS, r -> r.op().iops().median());
        if (rungs.stream().anyMatch(r -> r.op().iops().n() > 1)) {
            table.figure("lowest block", Scale.IOPS, r -> r.op().iops().min())
                    .figure("highest block", Scale.IOPS, r -> r.op().iops().max());
        }
        return table.figure("per guest", Scale.IOPS, r -> r.op().iops().median() / r.guests())
                .figure("bw", Scale.BYTES_PER_SECOND, r -> r.op().bwBytes().median())
                .figureIfAny("offered", Scale.IOPS, r -> r.figures().offeredIops())
                .figureIfAny("achieved", Scale.SHARE, r -> r.figures().achievedShare())
                .build(evidence.name(topic) + ": throughput of all guests together", "");
    }

    private Table latencyTable(Topic topic, List<RungView> rungs) {
        TableBuilder<RungView> table =
                new TableBuilder<>(rungs)
                        .text("disk", r -> r.ladder().label())
                        .figure("guests", Scale.COUNT, r -> (double) r.guests());
        for (String p : PERCENTILES) {
            table.figure("p" + p, Scale.NANOSECONDS, r -> asDouble(r.op().pooledNs().get(p)));
        }
        return table.figureIfAny(
                        "worst guest p99",
                        Scale.NANOSECONDS,
                        r -> r.guests() < 2 ? null : asDouble(r.op().worstGuestNs().get("99")))
                .figure("samples", Scale.COUNT, r -> (double) samples(r))
                .build(evidence.name(topic) + ": latency", "");
    }

    private static long samples(RungView rung) {
        var latency = rung.figures().latency().get(rung.op().kind());
        return latency == null ? 0 : latency.pooled().count();
    }

    static String capital(String text) {
        return text.isEmpty() ? text : Character.toUpperCase(text.charAt(0)) + text.substring(1);
    }
}

package io.berth.report;

import io.berth.analysis.SnapshotFigures;
import io.berth.report.chart.Heading;
import io.berth.report.chart.LineChart;
import io.berth.report.chart.Quantity;
import io.berth.report.chart.Series;
import io.berth.report.chart.Series.Point;
import io.berth.report.chart.Style;
import io.berth.results.LiveSnapshot.Second;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What guests felt of live snapshots, second by second. */
final class SnapshotView {

    /** Cases and operations that are drawn; the table has them all. */
    private static final int DRAWN_MAX = 4;

    /** A second stands at its middle. */
    private static final double HALF_MS = 500;

    private final List<SnapshotFigures> snapshots;

    SnapshotView(List<SnapshotFigures> snapshots) {
        this.snapshots = snapshots;
    }

    /** One for each case and operation, those with the longest latency first. */
    List<Figure> figures() {
        Map<List<String>, List<SnapshotFigures>> groups = new LinkedHashMap<>();
        snapshots.stream()
                .sorted(Comparator.comparingLong(s -> -worst(s)))
                .forEach(
                        s ->
                                groups.computeIfAbsent(
                                                List.of(s.label(), s.op()),
                                                key -> new ArrayList<>())
                                        .add(s));
        List<Figure> figures = new ArrayList<>();
        for (List<SnapshotFigures> group : groups.values()) {
            if (figures.size() < DRAWN_MAX) {
                figures.add(figure(group, figures.size() + 1));
            }
        }
        return figures;
    }

    private static long worst(SnapshotFigures snapshot) {
        Long ns = snapshot.worstNs();
        return ns == null ? 0 : ns;
    }

    private static Figure figure(List<SnapshotFigures> group, int number) {
        SnapshotFigures drawn = group.getFirst();
        String who = "guest " + drawn.guest() + " in block " + drawn.block();
        List<LineChart> charts = new ArrayList<>();
        charts.add(iops(drawn, "c-snapshot-iops-" + number));
        latency(drawn, "c-snapshot-latency-" + number, charts);
        return Figure.of(
                "snapshot-" + number,
                drawn.label()
                        + ", "
                        + Evidence.plural(drawn.op())
                        + ": a live snapshot "
                        + dip(drawn)
                        + (worst(drawn) == 0
                                ? ""
                                : ", the longest took " + Scale.NANOSECONDS.shown(worst(drawn))),
                "Drawn is "
                        + who
                        + (group.size() > 1
                                ? ", the one with the longest latency of " + group.size() + "."
                                : ".")
                        + " The dashed line is the QMP command.",
                charts,
                table(group));
    }

    private static String dip(SnapshotFigures drawn) {
        int low = drawn.lowSeconds();
        return low == 0
                ? "never halved the IOPS"
                : "left under half of the IOPS for " + (low == 1 ? "1 second" : low + " seconds");
    }

    private static LineChart iops(SnapshotFigures drawn, String id) {
        Double usual = drawn.usualIos();
        return chart(
                drawn,
                id,
                Phrases.capital(Evidence.plural(drawn.op())) + ", second by second",
                usual == null
                        ? "lowest after it " + Scale.IOPS.shown(drawn.lowestIos())
                        : "usually "
                                + Scale.IOPS.shown(usual)
                                + ", lowest after it "
                                + Scale.IOPS.shown(drawn.lowestIos()),
                Quantity.IOPS,
                List.of(series(drawn, "IOPS", 0, s -> (double) s.ios())));
    }

    private static void latency(SnapshotFigures drawn, String id, List<LineChart> charts) {
        List<Series> lines = new ArrayList<>();
        for (Series line :
                List.of(
                        series(drawn, "max", 1, s -> Phrases.asDouble(s.clatNsMax())),
                        series(drawn, "p99", 0, s -> Phrases.asDouble(s.clatNsP99())))) {
            if (!line.points().isEmpty()) {
                lines.add(line);
            }
        }
        if (!lines.isEmpty()) {
            Double usual = drawn.usualMaxNs();
            charts.add(
                    chart(
                            drawn,
                            id,
                            Phrases.capital(Evidence.plural(drawn.op()))
                                    + ", latency second by second",
                            "longest "
                                    + Scale.NANOSECONDS.shown(worst(drawn))
                                    + (usual == null
                                            ? ""
                                            : ", before it "
                                                    + Scale.NANOSECONDS.shown(usual)
                                                    + " in a typical second"),
                            Quantity.NANOSECONDS,
                            lines));
        }
    }

    private static Series series(
            SnapshotFigures drawn,
            String name,
            int style,
            Function<Second, @Nullable Double> value) {
        List<Point> points = new ArrayList<>();
        for (Second second : drawn.seconds()) {
            Double y = value.apply(second);
            if (y != null) {
                points.add(new Point((second.fromMs() + HALF_MS) / 1000, y));
            }
        }
        return new Series(name, Style.of(style), points, List.of());
    }

    private static LineChart chart(
            SnapshotFigures drawn,
            String id,
            String title,
            String finding,
            Quantity y,
            List<Series> lines) {
        return new LineChart(
                new Heading(
                        id,
                        title,
                        finding,
                        title
                                + " of "
                                + drawn.label()
                                + ", "
                                + Evidence.plural(drawn.op())
                                + "; the snapshot is taken "
                                + Scale.MILLISECONDS.shown(drawn.atMs())
                                + " after the measurement began. "
                                + finding
                                + "."),
                Quantity.SECONDS,
                y,
                y == Quantity.NANOSECONDS,
                0,
                0,
                lines,
                List.of(new LineChart.Mark(drawn.atMs() / 1000, "snapshot")));
    }

    private static Table table(List<SnapshotFigures> group) {
        return new TableBuilder<>(
                        group.stream()
                                .sorted(
                                        Comparator.comparingInt(SnapshotFigures::block)
                                                .thenComparingInt(SnapshotFigures::guest))
                                .toList())
                .figure("block", Scale.COUNT, s -> (double) s.block())
                .figure("guest", Scale.COUNT, s -> (double) s.guest())
                .figure("QMP command", Scale.MILLISECONDS, SnapshotFigures::tookMs)
                .figureIfAny("IOPS before", Scale.IOPS, SnapshotFigures::usualIos)
                .figure("lowest after", Scale.IOPS, s -> (double) s.lowestIos())
                .figure("seconds under half", Scale.COUNT, s -> (double) s.lowSeconds())
                .figureIfAny(
                        "longest, typical before", Scale.NANOSECONDS, SnapshotFigures::usualMaxNs)
                .figureIfAny("longest after", Scale.NANOSECONDS, s -> Phrases.asDouble(s.worstNs()))
                .build(
                        "Live snapshots: "
                                + group.getFirst().label()
                                + ", "
                                + group.getFirst().op(),
                        "Before: medians over the seconds that ended before the command.");
    }
}

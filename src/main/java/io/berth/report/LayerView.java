package io.berth.report;

import io.berth.analysis.LayerFigures;
import io.berth.analysis.LayerFigures.LatencyRatio;
import io.berth.report.chart.Chart;
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
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Guests against their twins at the host: the chart, the ratios, and where the time goes. */
final class LayerView {

    /** Twins that are drawn; the table has them all. */
    private static final int TWINS_MAX = 4;

    /** Guests' lines of one chart. */
    private static final int LINES_MAX = 4;

    private final List<LayerFigures> rows;
    private final Configurations configurations;
    private final boolean emulated;

    LayerView(Evidence evidence) {
        List<LayerFigures> found = evidence.analysis().layers();
        this.rows = found == null ? List.of() : found;
        this.configurations = evidence.configurations();
        this.emulated = evidence.analysis().header().emulated();
    }

    /** A line of a chart: the host's, or that of one configuration of guests. */
    private record Line(String name, Style style, TreeMap<Integer, Double> byGuests) {}

    /** Guests and host by guest count, for the operation that the host does most of. */
    Optional<Figure> figure() {
        Optional<LayerFigures> most =
                rows.stream()
                        .filter(row -> !row.op().equals("sync"))
                        .max(Comparator.comparingDouble(LayerFigures::hostIops));
        if (most.isEmpty()) {
            return Optional.empty();
        }
        String workload = most.get().workload();
        String op = most.get().op();
        List<LayerFigures> drawn =
                rows.stream()
                        .filter(r -> r.workload().equals(workload) && r.op().equals(op))
                        .toList();
        List<String> twins = drawn.stream().map(LayerFigures::hostLabel).distinct().toList();
        List<Chart> charts = new ArrayList<>();
        for (String twin : twins.subList(0, Math.min(TWINS_MAX, twins.size()))) {
            List<LayerFigures> own =
                    drawn.stream().filter(r -> r.hostLabel().equals(twin)).toList();
            charts.add(
                    chart(own, "IOPS", Quantity.IOPS, r -> r.hostIops(), r -> r.guestIops())
                            .orElseThrow());
            chart(
                            own,
                            "p99",
                            Quantity.NANOSECONDS,
                            r -> p99(r, LatencyRatio::hostNs),
                            r -> p99(r, LatencyRatio::guestNs))
                    .ifPresent(charts::add);
        }
        boolean several = rows.stream().map(LayerFigures::workload).distinct().count() > 1;
        String title =
                (several ? workload + " " : "")
                        + Evidence.plural(op)
                        + ": guests reach "
                        + Phrases.range(
                                drawn.stream().mapToDouble(r -> r.iopsRatio().median()).toArray(),
                                Scale.RATIO)
                        + " × the host’s IOPS"
                        + caveat();
        String left =
                twins.size() > TWINS_MAX || several
                        ? " The table has the other disks, operations and workloads."
                        : " The table has the other operations.";
        return Optional.of(
                Figure.of(
                        "layers-" + op,
                        Phrases.capital(title),
                        "The host’s line is berth’s own engine on as many plain files; latency is"
                                + " from submission to completion. The vertical axes are"
                                + " logarithmic."
                                + left,
                        charts,
                        ratios()));
    }

    private static @Nullable Double p99(
            LayerFigures row, Function<LatencyRatio, Long> nanoseconds) {
        LatencyRatio ratio = row.latency().get("99");
        return ratio == null ? null : (Double) nanoseconds.apply(ratio).doubleValue();
    }

    private Optional<Chart> chart(
            List<LayerFigures> own,
            String measure,
            Quantity quantity,
            Function<LayerFigures, @Nullable Double> ofHost,
            Function<LayerFigures, @Nullable Double> ofGuest) {
        Map<String, Line> lines = new LinkedHashMap<>();
        for (LayerFigures row : own) {
            Double host = ofHost.apply(row);
            Double guest = ofGuest.apply(row);
            if (host != null && host > 0) {
                lines.computeIfAbsent(
                                "host", k -> new Line("host", new Style(5, 1, 5), new TreeMap<>()))
                        .byGuests()
                        .put(row.guests(), host);
            }
            boolean room = lines.containsKey(row.configuration()) || lines.size() <= LINES_MAX;
            if (guest != null && guest > 0 && room) {
                lines.computeIfAbsent(
                                row.configuration(),
                                key ->
                                        new Line(
                                                configurations.label(key),
                                                configurations.style(key),
                                                new TreeMap<>()))
                        .byGuests()
                        .put(row.guests(), guest);
            }
        }
        if (lines.isEmpty()) {
            return Optional.empty();
        }
        LayerFigures first = own.getFirst();
        List<Series> series = new ArrayList<>();
        StringBuilder described = new StringBuilder();
        for (Line line : lines.values()) {
            List<Point> points = new ArrayList<>();
            line.byGuests().forEach((guests, value) -> points.add(new Point(guests, value)));
            series.add(new Series(line.name(), line.style(), points, List.of()));
            described.append(line.name()).append(": ");
            line.byGuests()
                    .forEach(
                            (guests, value) ->
                                    described
                                            .append(Evidence.guests(guests))
                                            .append(' ')
                                            .append(scale(quantity).shown(value))
                                            .append("; "));
        }
        String what = Phrases.capital(Evidence.plural(first.op())) + ", " + measure;
        return Optional.of(
                new LineChart(
                        new Heading(
                                "c-layers-"
                                        + measure.toLowerCase(java.util.Locale.ROOT)
                                        + "-"
                                        + Integer.toHexString(first.hostLabel().hashCode()),
                                what + ": " + first.hostLabel().replaceFirst("^host(, )?", ""),
                                finding(own, measure),
                                what + " by guests. " + described),
                        Quantity.GUESTS,
                        quantity,
                        true,
                        0,
                        0,
                        series));
    }

    private static Scale scale(Quantity quantity) {
        return quantity == Quantity.IOPS ? Scale.IOPS : Scale.NANOSECONDS;
    }

    /** Guest ÷ host over all guests and counts of a chart. */
    private static String finding(List<LayerFigures> own, String measure) {
        double[] ratios =
                measure.equals("IOPS")
                        ? own.stream().mapToDouble(r -> r.iopsRatio().median()).toArray()
                        : own.stream()
                                .map(r -> r.latency().get("99"))
                                .filter(java.util.Objects::nonNull)
                                .mapToDouble(LatencyRatio::ratio)
                                .toArray();
        return "guest ÷ host " + Phrases.range(ratios, Scale.RATIO);
    }

    private String caveat() {
        return emulated ? ", on emulated CPUs" : "";
    }

    private TableBuilder<LayerFigures> builder() {
        return new TableBuilder<>(rows)
                .text("disk", LayerFigures::label)
                .textIfVaried("workload", LayerFigures::workload)
                .figure("guests", Scale.COUNT, r -> (double) r.guests())
                .text("op", LayerFigures::op);
    }

    /** Guest ÷ host of rates and latencies. */
    private Table ratios() {
        TableBuilder<LayerFigures> table =
                builder()
                        .figure("guest IOPS", Scale.IOPS, LayerFigures::guestIops)
                        .figure("host IOPS", Scale.IOPS, LayerFigures::hostIops)
                        .figure("÷", Scale.RATIO, r -> r.iopsRatio().median());
        if (rows.stream().anyMatch(r -> r.iopsRatio().n() > 1)) {
            table.figure("lowest block", Scale.RATIO, r -> r.iopsRatio().min())
                    .figure("highest block", Scale.RATIO, r -> r.iopsRatio().max());
        }
        if (rows.stream().anyMatch(LayerView::isOfOtherSizes)) {
            table.figureIfAny("bw ÷", Scale.RATIO, LayerView::bandwidth);
        }
        table.figureIfAny("p50 ÷", Scale.RATIO, r -> ratio(r, "50"))
                .figureIfAny("guest p99", Scale.NANOSECONDS, r -> p99(r, LatencyRatio::guestNs))
                .figureIfAny("host p99", Scale.NANOSECONDS, r -> p99(r, LatencyRatio::hostNs))
                .figureIfAny("p99 ÷", Scale.RATIO, r -> ratio(r, "99"))
                .figureIfAny("p99.9 ÷", Scale.RATIO, r -> ratio(r, "99.9"));
        for (String percentile : List.of("50", "99", "99.9")) {
            table.figureIfAny(
                    "worst p" + percentile + " ÷", Scale.RATIO, r -> worst(r, percentile));
        }
        return table.textIfAny("see", r -> r.faster() == null ? "" : "guest beats host")
                .mark(r -> r.faster() == null ? "" : "warn")
                .build(
                        "Guest ÷ host" + caveat(),
                        "÷ is what guests got ÷ what the host got on plain files: IOPS block by"
                            + " block (bandwidth is the same where it is not shown), latencies"
                            + " (lat) of all guests against all twins, merged; worst is the worst"
                            + " guest against the worst twin.");
    }

    /** Whether bytes say something else than I/Os: sizes were drawn differently. */
    private static boolean isOfOtherSizes(LayerFigures row) {
        Double bandwidth = bandwidth(row);
        return bandwidth != null && Math.abs(bandwidth / row.iopsRatio().median() - 1) > 0.001;
    }

    private static @Nullable Double bandwidth(LayerFigures row) {
        var ratio = row.bwRatio();
        return ratio == null ? null : (Double) ratio.median();
    }

    private static @Nullable Double ratio(LayerFigures row, String percentile) {
        LatencyRatio ratio = row.latency().get(percentile);
        return ratio == null ? null : (Double) ratio.ratio();
    }

    private static @Nullable Double worst(LayerFigures row, String percentile) {
        LatencyRatio ratio = row.latency().get(percentile);
        return ratio == null || row.guests() < 2 ? null : ratio.worst();
    }

    /** How much of a guest's time is the storage's, and the CPU that an I/O costs the host. */
    Optional<Table> time() {
        if (rows.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                builder()
                        .figureIfAny("mean latency", Scale.NANOSECONDS, LayerFigures::guestMeanNs)
                        .figureIfAny("storage", Scale.NANOSECONDS, LayerView::storage)
                        .figureIfAny("virtualisation", Scale.NANOSECONDS, LayerView::virtualisation)
                        .figureIfAny("storage’s share", Scale.SHARE, LayerFigures::storageShare)
                        .figureIfAny("guest CPU/I/O", Scale.CPU_US, LayerFigures::guestCpuUsPerIo)
                        .figureIfAny("host CPU/I/O", Scale.CPU_US, LayerFigures::hostCpuUsPerIo)
                        .figureIfAny("CPU ÷", Scale.RATIO, LayerView::cpuRatio)
                        .build(
                                "Where the time goes" + caveat(),
                                "Storage is the twins’ mean latency, at most the guests’ own;"
                                    + " virtualisation is the rest: the guest’s kernel, virtio and"
                                    + " QEMU. Where guests drive the storage less than the host"
                                    + " does, storage takes less than it says. CPU/I/O is that of"
                                    + " the QEMU processes in guests, and of the engine’s threads"
                                    + " at the host, user and system, ÷ I/Os completed."));
    }

    private static @Nullable Double storage(LayerFigures row) {
        Double guest = row.guestMeanNs();
        Double share = row.storageShare();
        return guest == null || share == null ? null : (Double) (guest * share);
    }

    private static @Nullable Double virtualisation(LayerFigures row) {
        Double guest = row.guestMeanNs();
        Double share = row.storageShare();
        return guest == null || share == null ? null : (Double) (guest * (1 - share));
    }

    private static @Nullable Double cpuRatio(LayerFigures row) {
        Double guest = row.guestCpuUsPerIo();
        Double host = row.hostCpuUsPerIo();
        return guest == null || host == null || host == 0 ? null : (Double) (guest / host);
    }
}

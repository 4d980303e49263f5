package io.berth.report;

import io.berth.analysis.Analysis;
import io.berth.analysis.CaseFigures;
import io.berth.analysis.Header;
import io.berth.units.Durations;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The variables of the templates, as their heads document them. A table that a run has no figures
 * for is absent, and a template asks with {@code ??} first.
 */
final class ReportModel {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm 'UTC'", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);

    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("uuuu-MM-dd", Locale.ROOT).withZone(ZoneOffset.UTC);

    /** The one table that has every case, up to a page's bound. */
    private static final int CASES_MAX = 1200;

    /** Rows of any other table. */
    static final int ROWS_MAX = 100;

    static final String SUMMARY = "derived/summary.csv";
    static final String ANALYSIS = "derived/analysis.json";

    private ReportModel() {}

    static Map<String, Object> of(Analysis analysis) {
        Evidence evidence = new Evidence(analysis);
        ScalingFigures scaling = new ScalingFigures(evidence);
        CaseTables tables = new CaseTables(analysis);
        Map<String, Object> model = new LinkedHashMap<>();
        model.put("analysis", analysis);
        model.put("times", times(analysis.header()));
        model.put("windows", windows(analysis.cases()));
        model.put("caveats", Caveats.of(analysis));
        put(model, "overview", tables.overview().map(t -> t.first(CASES_MAX, SUMMARY)));
        put(model, "objective", tables.objective().map(t -> t.first(ROWS_MAX, ANALYSIS)));
        model.put("throughput", scaling.throughput());
        model.put("latency", scaling.latency());
        model.put("curves", new CurveFigures(evidence).figures());
        model.put("comparisons", new ComparisonTables(evidence).tables());
        LayerView layers = new LayerView(evidence);
        put(model, "layers", layers.figure());
        put(model, "layerTime", layers.time().map(t -> t.first(ROWS_MAX, ANALYSIS)));
        model.put("fairness", new FairnessFigures(evidence).figures());
        put(model, "host", tables.host().map(t -> t.first(ROWS_MAX, ANALYSIS)));
        put(model, "sustained", tables.sustained().map(t -> t.first(ROWS_MAX, ANALYSIS)));
        disks(model, evidence);
        put(model, "exclusions", exclusions(analysis));
        put(model, "failures", tables.failures().map(t -> t.first(ROWS_MAX, ANALYSIS)));
        return model;
    }

    /** What disks cost beyond their workloads, and what they were. */
    private static void disks(Map<String, Object> model, Evidence evidence) {
        Analysis analysis = evidence.analysis();
        model.put("firstWrites", new FirstWriteView(evidence).figures());
        model.put("chains", new ChainView(evidence).figures());
        model.put("snapshots", new SnapshotView(analysis.snapshots()).figures());
        OperationView operations = new OperationView(analysis);
        put(model, "operations", operations.figure());
        put(model, "operationPairs", operations.comparisons().map(ReportModel::most));
        ImageView images = new ImageView(analysis.images());
        put(model, "images", images.figure());
        put(model, "imageChecks", images.checks().map(ReportModel::most));
        EffectiveView effective = new EffectiveView(analysis.effective());
        put(model, "effective", effective.sentence());
        put(model, "settings", effective.table().map(ReportModel::most));
        put(model, "settingsAsAsked", effective.asAsked().map(ReportModel::most));
    }

    private static Optional<Table> exclusions(Analysis analysis) {
        return new ExclusionTable(analysis.exclusions()).table().map(ReportModel::most);
    }

    private static Table most(Table table) {
        return table.first(ROWS_MAX, ANALYSIS);
    }

    private static void put(Map<String, Object> model, String name, Optional<?> value) {
        value.ifPresent(v -> model.put(name, v));
    }

    private static Map<String, String> times(Header header) {
        Map<String, String> times = new LinkedHashMap<>();
        Instant started = header.startedAt();
        Instant ended = header.endedAt();
        times.put("started", started == null ? "" : TIME.format(started));
        times.put("ended", ended == null ? "" : TIME.format(ended));
        times.put("date", started == null ? "" : DATE.format(started));
        times.put("measured", duration(header.measuredSeconds()));
        times.put("wall", duration(header.wallSeconds()));
        Double share = header.measuredShare();
        times.put("share", share == null ? "" : Scale.SHARE.shown(share));
        return times;
    }

    private static String duration(double seconds) {
        return Durations.display(Duration.ofMillis(Math.round(seconds * 1000)));
    }

    /** The common windows in words, for the method: how long, how well they overlapped. */
    private static Map<String, String> windows(List<CaseFigures> cases) {
        List<CaseFigures.BlockStatus> blocks =
                cases.stream()
                        .flatMap(c -> c.blocks().stream())
                        .filter(b -> b.seconds() != null)
                        .toList();
        Map<String, String> windows = new LinkedHashMap<>();
        windows.put("count", Integer.toString(blocks.size()));
        windows.put(
                "seconds",
                Phrases.range(
                        blocks.stream().mapToDouble(b -> orZero(b.seconds()) * 1000).toArray(),
                        Scale.MILLISECONDS));
        windows.put(
                "overlap",
                Phrases.range(
                        blocks.stream().mapToDouble(b -> orZero(b.overlapShare())).toArray(),
                        Scale.SHARE));
        windows.put(
                "skew",
                Phrases.range(
                        blocks.stream().mapToDouble(b -> orZero(b.skewMs())).toArray(),
                        Scale.MILLISECONDS));
        return windows;
    }

    private static double orZero(@Nullable Double value) {
        return value == null ? 0 : value;
    }
}

package io.berth.report;

import io.berth.analysis.Analysis;
import io.berth.analysis.CaseFigures;
import io.berth.analysis.Curve;
import io.berth.analysis.EffectiveRow;
import io.berth.analysis.Header;
import io.berth.analysis.Ladder;
import io.berth.analysis.Spread;
import io.berth.latency.LatencySummary;
import io.berth.plan.Exclusion;
import io.berth.results.Notice;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.HdrHistogram.Histogram;

/**
 * A made-up run in the shape of an analysis: formats × cache modes × guest counts under one mixed
 * workload. Every number comes from a seeded generator.
 */
final class AnalysisFixture {
    private final Random random = new Random(42);
    private final String profile;
    private final List<String> formats;
    private final List<String> caches;
    private final List<Integer> guestCounts;
    private final int blocks;
    private String workload = "oltp";
    private final List<CaseFigures> cases = new ArrayList<>();
    private final List<Ladder> ladders = new ArrayList<>();
    private final List<Curve> curves = new ArrayList<>();
    private final List<EffectiveRow> effective = new ArrayList<>();

    private AnalysisFixture(
            String profile,
            List<String> formats,
            List<String> caches,
            List<Integer> guestCounts,
            int blocks) {
        this.profile = profile;
        this.formats = formats;
        this.caches = caches;
        this.guestCounts = guestCounts;
        this.blocks = blocks;
    }

    /** raw and qcow2 × none and writeback × 1, 2 and 4 guests: 12 cases. */
    static Analysis quickstart(int blocks) {
        return named("quickstart", blocks);
    }

    static Analysis named(String profile, int blocks) {
        return new AnalysisFixture(
                        profile,
                        List.of("raw", "qcow2"),
                        List.of("none", "writeback"),
                        List.of(1, 2, 4),
                        blocks)
                .make();
    }

    /** The quickstart under a workload of this name. */
    static Analysis workload(String name) {
        AnalysisFixture fixture =
                new AnalysisFixture(
                        "quickstart",
                        List.of("raw"),
                        List.of("none", "writeback"),
                        List.of(1, 2),
                        1);
        fixture.workload = name;
        return fixture.make();
    }

    /** A run in which no case completed. */
    static Analysis nothingMeasured() {
        Analysis full = quickstart(1);
        return new Analysis(
                full.schemaVersion(),
                full.header(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                full.failures(),
                List.of(),
                full.environment(),
                full.provenance(),
                full.exactCommands(),
                List.of(),
                List.of(),
                List.of(),
                null);
    }

    /** More configurations than one chart holds. */
    static Analysis wide() {
        return new AnalysisFixture(
                        "wide",
                        List.of("raw", "qcow2"),
                        List.of("none", "writeback", "writethrough", "directsync", "unsafe"),
                        List.of(1, 2, 4, 8, 16),
                        3)
                .make();
    }

    /** One guest count alone: no line to draw. */
    static Analysis single() {
        return new AnalysisFixture(
                        "single", List.of("raw", "qcow2"), List.of("none"), List.of(2), 1)
                .make();
    }

    private Analysis make() {
        for (String format : formats) {
            for (String cache : caches) {
                configuration(format, cache);
            }
        }
        cases.sort((a, b) -> Integer.compare(a.guests(), b.guests()));
        return new Analysis(
                Analysis.SCHEMA_VERSION,
                header(),
                FixtureFacts.answer(blocks),
                cases,
                new FixtureComparisons(formats, caches, guestCounts, workload, blocks).all(),
                ladders,
                curves,
                FixtureFacts.images(formats),
                effective,
                List.of(
                        new Exclusion(
                                sorted("disk.aio", "native", "disk.cache", "writeback"),
                                "aio=native needs cache=none or directsync",
                                6)),
                List.of(
                        new Analysis.Failure(
                                cases.getLast().id(),
                                cases.getLast().label(),
                                blocks + 1,
                                "failed",
                                "guest 3 did not answer within 60 s; see serial.log in its"
                                        + " directory")),
                List.of(
                        new Analysis.NoticeRow(
                                "emulated_cpu",
                                "Emulated CPU (TCG): for trying berth out, never for capacity"
                                        + " decisions.",
                                List.of(),
                                List.of()),
                        ramServed()),
                FixtureFacts.environment(),
                FixtureFacts.provenance(profile),
                FixtureFacts.commands(workload),
                List.of(),
                List.of(),
                List.of(),
                null);
    }

    /** In every case but those of cache=none; a figure for each. */
    private Analysis.NoticeRow ramServed() {
        List<String> ids =
                cases.stream().filter(c -> !c.notices().isEmpty()).map(CaseFigures::id).toList();
        return new Analysis.NoticeRow(
                "ram_served",
                "Of what guests read, the device supplied 1.7–1.9 %; the rest came from the host's"
                        + " page cache. RAM is not disk.",
                ids,
                ids.stream().map(id -> new Analysis.NoticeFigure(id, spread(0.018))).toList());
    }

    private static final List<String> EMULATION =
            List.of("the CPU shows neither vmx nor svm", "/dev/kvm is not there");

    private Header header() {
        return new Header(
                profile + "-20260131T120000Z",
                profile,
                "Which cache mode carries more database guests on this array?",
                Instant.parse("2026-01-31T12:00:00Z"),
                Instant.parse("2026-01-31T12:04:40Z"),
                "complete",
                "lab-host-7",
                "0.1.0",
                "tcg",
                EMULATION.getFirst(),
                true,
                blocks,
                List.of("guest"),
                new Header.Counts(cases.size() * blocks + 1, cases.size() * blocks, 1, 0, 0),
                120 * blocks,
                170 * blocks,
                0.706,
                List.of("read.p99 at most 20.0 ms", "achieved at least 99 %"));
    }

    private void configuration(String format, String cache) {
        String key = "guest/" + format + "-" + cache;
        String label = format + ", cache=" + cache;
        List<Ladder.Rung> rungs = new ArrayList<>();
        for (int guests : guestCounts) {
            CaseFigures figures = aCase(key, label, format, cache, guests);
            cases.add(figures);
            rungs.add(rung(figures));
        }
        ladders.add(new Ladder(key, label, "guest", workload, rungs));
        boolean direct = cache.equals("none") || cache.equals("directsync");
        boolean through = cache.equals("writethrough") || cache.equals("directsync");
        effective.add(
                new EffectiveRow(
                        key,
                        label,
                        7,
                        List.of(
                                setting("O_DIRECT", direct ? "yes" : "no", "/proc/PID/fdinfo"),
                                setting(
                                        "guest write cache",
                                        through ? "write through" : "write back",
                                        "/sys/block/vdX/queue/write_cache"),
                                setting(
                                        "no-flush",
                                        cache.equals("unsafe") ? "yes" : "no",
                                        "QMP query-named-block-nodes"),
                                setting("aio", "io_uring", "QMP"),
                                setting("format", format, "QMP")),
                        List.of()));
    }

    private static EffectiveRow.Setting setting(String name, String value, String source) {
        return new EffectiveRow.Setting(name, value, value, source, true);
    }

    private CaseFigures aCase(String key, String label, String format, String cache, int guests) {
        double speed = (cache.equals("none") ? 1 : 2.1 - caches.indexOf(cache) * 0.2);
        speed *= format.equals("raw") ? 1 : 0.93;
        double iops = 5200 * speed * guests / (1 + 0.28 * guests);
        double ns = 1.1e6 * (1 + 0.6 * guests) / speed;
        List<CaseFigures.OpFigures> ops =
                List.of(
                        op(key, label, guests, "read", iops * 0.7, ns, 200_000),
                        op(key, label, guests, "write", iops * 0.3, ns * 1.9, 80_000));
        SortedMap<String, String> factors = sorted("disk.format", format, "disk.cache", cache);
        factors.put("disk.preallocation", "off");
        factors.put("guests", Integer.toString(guests));
        List<Notice> notices =
                cache.equals("none") ? List.of() : List.of(new Notice("ram_served", "98 %"));
        return new CaseFigures(
                id(key, guests),
                label + ", " + guests + (guests == 1 ? " guest" : " guests"),
                factors,
                key,
                label,
                "guest",
                workload,
                "randrw",
                guests,
                IntStream.rangeClosed(1, blocks)
                        .mapToObj(
                                b ->
                                        new CaseFigures.BlockStatus(
                                                b, "completed", null, 9.96, 0.996, 3.2, 0))
                        .toList(),
                blocks,
                ops,
                FixtureFacts.host(guests, speed),
                notices,
                List.of(
                        new CaseFigures.ObjectiveCheck(
                                "read.p99",
                                CaseFigures.Outcome.MET,
                                "20.0 ms",
                                "9.80 ms",
                                2e7,
                                9.8e6,
                                null)));
    }

    private static String id(String key, int guests) {
        return key.replace("guest/", "")
                + "-x"
                + guests
                + "-"
                + String.format("%08x", key.hashCode());
    }

    private CaseFigures.OpFigures op(
            String key, String label, int guests, String op, double iops, double ns, int samples) {
        Histogram all = new Histogram(3);
        for (int i = 0; i < samples; i++) {
            all.recordValue((long) (ns * Math.exp(random.nextGaussian() * 0.55)) + 20_000);
        }
        LatencySummary summary = LatencySummary.of(all);
        curves.add(curve(key, label, guests, op, all));
        List<CaseFigures.BlockOp> each = new ArrayList<>();
        List<Double> rates = new ArrayList<>();
        for (int block = 1; block <= blocks; block++) {
            double rate = iops * (1 + 0.06 * (random.nextDouble() - 0.5));
            rates.add(rate);
            List<CaseFigures.GuestRate> perGuest = new ArrayList<>();
            for (int guest = 1; guest <= guests; guest++) {
                perGuest.add(
                        new CaseFigures.GuestRate(
                                guest,
                                rate / guests * (1 + 0.2 * (random.nextDouble() - 0.5)),
                                summary.at("99")));
            }
            each.add(
                    new CaseFigures.BlockOp(
                            block, rate, rate * 8192, latency("clat", summary), perGuest));
        }
        SortedMap<String, Double> median = new TreeMap<>();
        SortedMap<String, Long> worst = new TreeMap<>();
        SortedMap<String, Spread> spread = new TreeMap<>();
        summary.percentileNs()
                .forEach(
                        (p, value) -> {
                            median.put(p, value * 0.98);
                            worst.put(p, (long) (value * 1.12));
                            spread.put(p, spread((double) value));
                        });
        SortedMap<String, CaseFigures.LatencyFigures> latency = new TreeMap<>();
        latency.put("clat", new CaseFigures.LatencyFigures(summary, median, worst, spread));
        return new CaseFigures.OpFigures(
                op,
                Spread.of(rates).orElseThrow(),
                Spread.of(rates.stream().map(r -> r * 8192).toList()).orElseThrow(),
                null,
                null,
                latency,
                guests == 1 ? null : new CaseFigures.Fairness(0.997, 0.93, 1.08),
                each);
    }

    private static SortedMap<String, LatencySummary> latency(String kind, LatencySummary summary) {
        SortedMap<String, LatencySummary> map = new TreeMap<>();
        map.put(kind, summary);
        return map;
    }

    private Curve curve(String key, String label, int guests, String op, Histogram histogram) {
        List<Curve.Point> points = new ArrayList<>();
        for (double inverse = 1; histogram.getTotalCount() / inverse >= 10; inverse *= 1.09) {
            double percentile = 100 * (1 - 1 / inverse);
            points.add(
                    new Curve.Point(
                            percentile, inverse, histogram.getValueAtPercentile(percentile)));
        }
        return new Curve(
                id(key, guests),
                key,
                label,
                "guest",
                workload,
                guests,
                op,
                "clat",
                histogram.getTotalCount(),
                points);
    }

    static Spread spread(double value) {
        return new Spread(value, value * 0.97, value * 1.04, 3);
    }

    private static CaseFigures.LatencyFigures clat(CaseFigures.OpFigures op) {
        return Objects.requireNonNull(op.latency().get("clat"));
    }

    private static Ladder.Rung rung(CaseFigures figures) {
        List<Ladder.RungOp> ops =
                figures.ops().stream()
                        .map(
                                o ->
                                        new Ladder.RungOp(
                                                o.op(),
                                                o.iops(),
                                                o.bwBytes(),
                                                "clat",
                                                clat(o).pooled().percentileNs(),
                                                clat(o).worstGuestNs()))
                        .toList();
        return new Ladder.Rung(figures.guests(), figures.id(), ops, 0.4, 1.2, 48.3);
    }

    private static SortedMap<String, String> sorted(String... pairs) {
        SortedMap<String, String> map = new TreeMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            map.put(pairs[i], pairs[i + 1]);
        }
        return map;
    }
}

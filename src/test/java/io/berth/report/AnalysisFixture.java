package io.berth.report;

import io.berth.analysis.Analysis;
import io.berth.analysis.CaseFigures;
import io.berth.analysis.Comparison;
import io.berth.analysis.Curve;
import io.berth.analysis.EffectiveRow;
import io.berth.analysis.ExactCommands;
import io.berth.analysis.Header;
import io.berth.analysis.ImageFigures;
import io.berth.analysis.Ladder;
import io.berth.analysis.Provenance;
import io.berth.analysis.Sentence;
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
                full.exactCommands());
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
                answer(),
                cases,
                comparisons(),
                ladders,
                curves,
                images(),
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
                                List.of()),
                        new Analysis.NoticeRow(
                                "ram_served",
                                "98.2 % of the reads never reached the device: the working set fits"
                                        + " the host's page cache.",
                                cases.stream()
                                        .filter(c -> c.configuration().contains("writeback"))
                                        .map(CaseFigures::label)
                                        .toList())),
                environment(),
                provenance(),
                commands());
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

    private List<Sentence> answer() {
        return List.of(
                new Sentence(
                        Sentence.Kind.MEASURED,
                        "At 4 guests, raw with cache=writeback measured 2.10 times the read IOPS of"
                                + " raw with cache=none (8,410 against 4,003), and a read p99 of"
                                + " 3.31 ms against 9.80 ms. No verdict: "
                                + blocks
                                + " of at least 6 blocks."),
                new Sentence(
                        Sentence.Kind.MEASURED,
                        "qcow2 against raw with cache=none at 4 guests: 0.93 times the read IOPS."
                                + " No verdict: "
                                + blocks
                                + " of at least 6 blocks."),
                new Sentence(
                        Sentence.Kind.OBJECTIVE,
                        "The objective read.p99 ≤ 20.0 ms was met in 12 of 12 cases."),
                new Sentence(
                        Sentence.Kind.CAVEAT,
                        "CPUs were emulated (TCG): figures are for trying berth out, never for"
                                + " capacity decisions."),
                new Sentence(Sentence.Kind.FAILED, "1 case failed; see what was left out."));
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
                host(guests, speed),
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

    private static Spread spread(double value) {
        return new Spread(value, value * 0.97, value * 1.04, 3);
    }

    private static CaseFigures.HostFigures host(int guests, double speed) {
        return new CaseFigures.HostFigures(
                spread(0.21 * guests),
                spread(0.002),
                spread(0.4 * guests),
                spread(0.08 * guests),
                spread(0.11 * guests),
                spread(0.02),
                spread(48.3 * speed),
                "sda",
                spread(0.83),
                1L << 28,
                1L << 30,
                speed > 1.5 ? 0.982 : 0.0,
                1L << 29,
                1L << 29,
                spread(1.2e7 * speed * 0.8),
                spread(speed > 1.5 ? 2300 : 12),
                spread(0.31));
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

    private List<Comparison> comparisons() {
        List<Comparison> comparisons = new ArrayList<>();
        for (String format : formats) {
            for (int guests : guestCounts) {
                if (caches.size() > 1) {
                    comparisons.add(comparison(format, guests));
                }
            }
        }
        return comparisons;
    }

    private Comparison comparison(String format, int guests) {
        List<Comparison.Contrast> contrasts = new ArrayList<>();
        for (String op : List.of("read", "write")) {
            for (String metric : List.of("iops", "clat_p50", "clat_p99", "clat_p99.9")) {
                contrasts.add(contrast(op, metric));
            }
        }
        return new Comparison(
                "disk.cache",
                caches.get(0),
                caches.get(1),
                "a",
                "b",
                format,
                "guest",
                workload,
                guests,
                contrasts);
    }

    private Comparison.Contrast contrast(String op, String metric) {
        boolean judged = blocks >= 6;
        double ratio = metric.equals("iops") ? 2.1 : 0.476;
        ratio *= 1 + 0.1 * (random.nextDouble() - 0.5);
        Comparison.Verdict verdict =
                judged
                        ? metric.equals("clat_p99.9")
                                ? Comparison.Verdict.INCONCLUSIVE
                                : Comparison.Verdict.IMPROVED
                        : Comparison.Verdict.NO_VERDICT;
        return new Comparison.Contrast(
                op,
                metric,
                metric.equals("iops") ? "1/s" : "ns",
                metric.equals("iops"),
                100.0,
                100.0 * ratio,
                List.of(),
                blocks,
                ratio,
                judged ? ratio * 0.95 : null,
                judged ? ratio * 1.06 : null,
                judged ? 0.969 : null,
                0.05,
                null,
                verdict,
                judged ? null : blocks + " valid blocks, at least 6 are needed",
                verdict == Comparison.Verdict.INCONCLUSIVE ? 9 : null,
                true,
                "…");
    }

    private List<ImageFigures> images() {
        List<ImageFigures> images = new ArrayList<>();
        for (String format : formats) {
            for (String preallocation : List.of("off", "falloc", "full")) {
                double bytes = 1L << 28;
                boolean full = preallocation.equals("full");
                double allocated =
                        preallocation.equals("off")
                                ? (format.equals("raw") ? 4096 : 200_704)
                                : bytes;
                images.add(
                        new ImageFigures(
                                format + "-" + preallocation + "-written-256MiB",
                                "256MiB",
                                1L << 28,
                                format,
                                preallocation,
                                "written",
                                new TreeMap<>(),
                                spread(full ? 812 : preallocation.equals("falloc") ? 14.1 : 9.3),
                                spread(bytes),
                                spread(allocated),
                                spread(1440),
                                spread(bytes + 327_680),
                                spread(bytes + 327_680),
                                "qemu-img create -f " + format + " x.img 268435456"));
            }
        }
        return images;
    }

    private static List<Analysis.EnvironmentRow> environment() {
        return List.of(
                new Analysis.EnvironmentRow("tools", "fio", "fio-3.33"),
                new Analysis.EnvironmentRow(
                        "tools", "qemu-system", "QEMU emulator version 7.2.17 (Debian 1:7.2+dfsg)"),
                new Analysis.EnvironmentRow("cpu", "model", "AMD EPYC 7B13 64-Core Processor"),
                new Analysis.EnvironmentRow("cpu", "mitigations", "spectre_v2: Retpolines"),
                new Analysis.EnvironmentRow("memory", "total", "15.6 GiB"),
                new Analysis.EnvironmentRow("storage /var/lib/berth", "file system", "ext4"),
                new Analysis.EnvironmentRow("storage /var/lib/berth", "scheduler", "none"));
    }

    private Provenance provenance() {
        SortedMap<String, Integer> versions = new TreeMap<>();
        versions.put("plan.json", 1);
        versions.put("case.json", 1);
        return new Provenance(
                profile + "-20260131T120000Z",
                versions,
                42,
                "profiles/quickstart.yaml",
                "name: quickstart\nstorage: ./work\ndisk:\n  format: [raw, qcow2]  # <both>\n",
                List.of(
                        new Provenance.FileSum("plan.json", 9120, "ab".repeat(32)),
                        new Provenance.FileSum("environment.json", 5120, "cd".repeat(32))),
                420,
                "ef".repeat(32),
                List.of("./berth run profiles/quickstart.yaml", "./berth report quickstart"));
    }

    private ExactCommands commands() {
        return new ExactCommands(
                List.of(
                        "qemu-system-x86_64 -nodefaults -no-user-config -machine q35,accel=tcg -m"
                            + " 256 -smp 1 -blockdev"
                            + " driver=file,filename=root.img,node-name=root,read-only=on -device"
                            + " virtio-blk-pci,drive=root,serial=root -qmp"
                            + " unix:/tmp/qmp.sock,server=on,wait=off"),
                List.of("qemu-img create -f raw -o preallocation=off raw.img 268435456"),
                List.of(
                        new ExactCommands.Job(
                                workload,
                                "raw-none-x1",
                                "[global]\n"
                                        + "ioengine=libaio\n"
                                        + "direct=1\n"
                                        + "[oltp]\n"
                                        + "rw=randrw\n"
                                        + "bs=8192\n")));
    }

    private static SortedMap<String, String> sorted(String... pairs) {
        SortedMap<String, String> map = new TreeMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            map.put(pairs[i], pairs[i + 1]);
        }
        return map;
    }
}

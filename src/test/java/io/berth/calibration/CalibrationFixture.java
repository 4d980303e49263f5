package io.berth.calibration;

import io.berth.calibration.Calibration.State;
import io.berth.calibration.SideResult.Figures;
import io.berth.calibration.SideResult.Witness;
import io.berth.latency.LatencySummary;
import io.berth.results.Environment;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** Calibrations made up figure by figure. */
public final class CalibrationFixture {

    /** Small changes from pair to pair, as a quiet machine has them. */
    static final double[] QUIET = {0, 0.004, -0.003, 0.006, -0.005, 0.002, -0.001, 0.003};

    /** The rate of rows that have one. */
    static final int ASKED_PER_SECOND = 47_000;

    private CalibrationFixture() {}

    /** One run's figures, to be varied. */
    record Run(
            double iops,
            double p50Ns,
            double cpuNs,
            double processCpuNs,
            double deviceShare,
            double otherCpus,
            long count) {

        static Run usual() {
            return new Run(50_000, 600_000, 5_000, 5_200, 1, 0.02, 1_000_000);
        }

        Run iops(double value) {
            return new Run(value, p50Ns, cpuNs, processCpuNs, deviceShare, otherCpus, count);
        }

        Run p50(double value) {
            return new Run(iops, value, cpuNs, processCpuNs, deviceShare, otherCpus, count);
        }

        Run cpu(double value, double process) {
            return new Run(iops, p50Ns, value, process, deviceShare, otherCpus, count);
        }

        Run device(double value) {
            return new Run(iops, p50Ns, cpuNs, processCpuNs, value, otherCpus, count);
        }

        Run others(double value) {
            return new Run(iops, p50Ns, cpuNs, processCpuNs, deviceShare, value, count);
        }

        Run count(long value) {
            return new Run(iops, p50Ns, cpuNs, processCpuNs, deviceShare, otherCpus, value);
        }

        Run times(double factor) {
            return iops(iops * factor).p50(p50Ns / factor);
        }
    }

    static SideResult result(Row row, int pair, Side side, Run run) {
        TreeMap<String, Long> percentiles = new TreeMap<>();
        double[] factors = {1, 2, 3};
        String[] names = {"50", "99", "99.9"};
        for (int i = 0; i < names.length; i++) {
            percentiles.put(names[i], Math.round(run.p50Ns * factors[i]));
        }
        double bytesPerSecond = run.iops * 4096;
        Figures figures =
                new Figures(
                        side == Side.FIO ? "fio-3.33" : "berth-0.3",
                        run.count,
                        run.count * 4096,
                        run.iops,
                        bytesPerSecond,
                        new LatencySummary(
                                run.count, 1000, 9_000_000, run.p50Ns * 1.1, percentiles),
                        Math.round(run.cpuNs * 0.2 * run.count),
                        Math.round(run.cpuNs * 0.8 * run.count),
                        side == Side.FIO ? null : "4 KiB pages",
                        List.of());
        Witness witness =
                new Witness(
                        1,
                        run.processCpuNs * run.iops / 1e9,
                        run.otherCpus,
                        2,
                        "vda",
                        row.writes() ? 0 : bytesPerSecond * run.deviceShare,
                        row.writes() ? bytesPerSecond * run.deviceShare : 0,
                        0);
        List<String> command =
                new ArrayList<>(
                        List.of(side.word(), "--name=" + row.name(), "--filename=/data/a b"));
        if (row.load() != null) {
            command.add("--rate_iops=" + ASKED_PER_SECOND);
        }
        return new SideResult(
                List.copyOf(command), name(row, pair, side), 0, 3100, figures, witness, null);
    }

    static SideResult failed(Row row, int pair, Side side, String why) {
        return new SideResult(
                List.of(side.word(), "--name=" + row.name()),
                name(row, pair, side),
                1,
                900,
                null,
                null,
                why);
    }

    private static String name(Row row, int pair, Side side) {
        return String.format(Locale.ROOT, "raw/%s/p%02d-%s.json", row.name(), pair, side.word());
    }

    /** A row of pairs in which fio varies quietly, and berth is a multiple of it. */
    static RowResult row(String name, int pairs, Run fio, Run berth) {
        return row(name, pairs, fio, berth, i -> QUIET[i % QUIET.length]);
    }

    /** The same, where both vary as given. */
    static RowResult row(String name, int pairs, Run fio, Run berth, IntToDoubleFunction change) {
        Row row = Grid.of(name).getLast();
        List<Pair> all = new ArrayList<>();
        for (int i = 1; i <= pairs; i++) {
            double drift = 1 + change.applyAsDouble(i - 1);
            double own = 1 + QUIET[(i + 3) % QUIET.length] / 2;
            all.add(
                    new Pair(
                            i,
                            i % 2 == 1 ? Side.BERTH : Side.FIO,
                            result(row, i, Side.BERTH, berth.times(drift * own)),
                            result(row, i, Side.FIO, fio.times(drift))));
        }
        return new RowResult(row, null, all, null);
    }

    static Calibration of(List<RowResult> rows) {
        return of(State.COMPLETE, rows, List.of(), List.of());
    }

    static Calibration of(State state, List<RowResult> rows, List<Row> more, List<String> tenants) {
        List<Row> planned = new ArrayList<>(rows.stream().map(RowResult::row).toList());
        planned.addAll(more);
        Schedule schedule =
                new Schedule(
                        planned,
                        7,
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(2),
                        42,
                        Path.of("/data/berth-calibration.dat"),
                        8L << 30,
                        Path.of("/data/berth-calibration-cached.dat"),
                        0,
                        false);
        Instant started = Instant.parse("2026-01-31T12:00:00Z");
        return new Calibration(
                Calibration.SCHEMA_VERSION,
                "calibration-20260131T120000Z",
                state,
                started,
                started.plusSeconds(840),
                schedule,
                tenants,
                environment(),
                rows);
    }

    private static Environment environment() {
        return new Environment(
                Environment.SCHEMA_VERSION,
                Instant.parse("2026-01-31T12:00:00Z"),
                "host-1",
                "0.3.0",
                new TreeMap<>(Map.of("fio (host)", "fio-3.33", "kernel", "6.1.0")),
                new TreeMap<>(Map.of("cpu", new TreeMap<>(Map.of("model", "A <CPU> & more")))),
                null);
    }

    /** One with a row of every kind. */
    public static Calibration mixed() {
        Run fio = Run.usual();
        RowResult broken = row("read-1m-qd4", 7, fio, fio);
        List<Pair> pairs = new ArrayList<>(broken.pairs());
        Row row = broken.row();
        pairs.set(
                2,
                new Pair(
                        3,
                        Side.BERTH,
                        failed(row, 3, Side.BERTH, "I/O errors: <b>EIO</b>, 3 reads"),
                        pairs.get(2).fio()));
        return of(
                State.INTERRUPTED,
                List.of(
                        row("randread-4k-qd1", 7, fio, fio.times(1.1).cpu(4_400, 4_700)),
                        row("randread-4k-qd32", 7, fio, fio.cpu(4_000, 4_300)),
                        row("randwrite-4k-qd1", 7, fio, fio.times(0.8)),
                        row("randwrite-4k-qd8", 7, fio, fio, i -> i % 2 == 0 ? 0.2 : -0.2),
                        row("randwrite-4k-qd32", 3, fio, fio),
                        new RowResult(row, null, pairs, null)),
                Grid.of("write-1m-qd4"),
                List.of());
    }

    /** One whose rows are all confirmed. */
    public static Calibration confirmed() {
        Run fio = Run.usual();
        return of(
                List.of(
                        row("randread-4k-qd32", 7, fio, fio.cpu(4_000, 4_300)),
                        row("randwrite-4k-qd32", 7, fio, fio.cpu(3_000, 3_300))));
    }

    /** One that was ended before a pair. */
    public static Calibration empty(@Nullable State state) {
        return of(
                state == null ? State.INTERRUPTED : state,
                List.of(),
                Grid.of("randread-4k-qd1"),
                List.of());
    }
}

package io.berth.results;

import io.berth.latency.LatencySummary;
import io.berth.plan.Case;
import io.berth.plan.Plan;
import io.berth.profile.CacheMode;
import io.berth.profile.Format;
import io.berth.profile.Layer;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogWriter;
import org.jspecify.annotations.Nullable;

/** One synthetic case in one block: its files and its result. */
final class FixtureCase {

    private static final double READ_IOPS_MOST = 6000;

    private final RunDirectory run;
    private final Plan plan;
    private final Case planned;
    private final int block;
    private final Instant start;
    private final Random random;
    private final double seconds;
    private final double startUnixMs;
    private final FixtureDisks disks;

    FixtureCase(RunDirectory run, Plan plan, Case planned, int block, Instant start) {
        this.run = run;
        this.plan = plan;
        this.planned = planned;
        this.block = block;
        this.start = start;
        this.random = new Random(plan.measure().seed() * 1000 + block + planned.id().hashCode());
        this.seconds = planned.workload().runtime().toSeconds();
        this.startUnixMs = start.toEpochMilli() + 12.5;
        this.disks = new FixtureDisks(planned, block);
    }

    CaseResult write(Status status) {
        Path directory = run.newCaseDirectory(planned.id(), block);
        boolean completed = status == Status.COMPLETED;
        List<GuestResult> guests = completed ? guests() : List.of();
        CaseResult result =
                new CaseResult(
                        CaseResult.SCHEMA_VERSION,
                        planned.id(),
                        block,
                        status,
                        reason(status),
                        start,
                        Duration.ofSeconds((long) seconds + 1).toMillis(),
                        plan.measure().seed() + block,
                        completed ? window() : null,
                        guests,
                        status == Status.SKIPPED ? List.of() : disks.images(),
                        completed && !atHost() ? disks.effective() : List.of(),
                        completed ? host(guests) : null,
                        completed ? notices() : List.of(),
                        completed ? disks.snapshots(seconds) : List.of(),
                        atHost() ? twins(completed) : null);
        Json.write(directory.resolve("case.json"), result);
        if (completed) {
            SamplesCsv.write(run.samplesFile(planned.id(), block), samples());
        }
        return result;
    }

    private boolean atHost() {
        return planned.layer() == Layer.HOST;
    }

    private List<EffectiveTwin> twins(boolean completed) {
        List<EffectiveTwin> twins = new ArrayList<>();
        for (int guest = 1; completed && guest <= planned.guests(); guest++) {
            twins.add(
                    new EffectiveTwin(
                            guest,
                            1,
                            "io_uring",
                            planned.disk().cache().direct(),
                            "none",
                            "as the workload asks",
                            true,
                            true,
                            "4 KiB pages",
                            0,
                            List.of(),
                            List.of()));
        }
        return List.copyOf(twins);
    }

    private static @Nullable String reason(Status status) {
        return switch (status) {
            case COMPLETED -> null;
            case FAILED ->
                    "guest 2: fio ended with exit code 1: \"No space left on device\"; free space"
                            + " in /var/lib/berth";
            case SKIPPED -> "=1+1 is not a reason, but a spreadsheet would run it";
        };
    }

    private Window window() {
        return new Window(startUnixMs, startUnixMs + seconds * 1000, 0.998, 3.25, 0.5);
    }

    private List<GuestResult> guests() {
        List<GuestResult> guests = new ArrayList<>();
        double level = StrictMath.exp(0.02 * random.nextGaussian());
        for (int guest = 1; guest <= planned.guests(); guest++) {
            guests.add(guest(guest, level));
        }
        return List.copyOf(guests);
    }

    private GuestResult guest(int guest, double level) {
        Path directory =
                atHost()
                        ? run.twinDirectory(planned.id(), block, guest)
                        : run.guestDirectory(planned.id(), block, guest);
        SortedMap<String, SortedMap<String, Histogram>> kinds = new TreeMap<>();
        List<OpResult> ops = new ArrayList<>();
        for (Map.Entry<String, Double> op : rates(level).entrySet()) {
            ops.add(op(op.getKey(), op.getValue(), kinds));
        }
        try {
            Files.createDirectories(directory);
            Files.writeString(directory.resolve("job.fio"), job());
            for (Map.Entry<String, SortedMap<String, Histogram>> kind : kinds.entrySet()) {
                log(directory.resolve(kind.getKey() + ".hlog"), guest, kind.getValue());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new GuestResult(
                guest, 4200 + guest, startUnixMs - 1.5 * (guest - 1), 0.25, 0.5, 0, ops);
    }

    /** I/Os per second of each operation: guests share what the storage can do. */
    private SortedMap<String, Double> rates(double level) {
        SortedMap<String, Double> rates = new TreeMap<>();
        if (planned.workload().name().equals("oltp")) {
            rates.put("read", 1400.0);
            rates.put("write", 600.0);
            rates.put("sync", 37.5);
            return rates;
        }
        // The host is a quarter faster, and reads ahead of no guest's cache: those beat it.
        double speed = atHost() ? 1.25 : planned.disk().cache() == CacheMode.WRITEBACK ? 1.8 : 1;
        double cost = planned.disk().format() == Format.QCOW2 ? 0.93 : 1;
        double total =
                Math.min(READ_IOPS_MOST, 2500.0 * planned.guests())
                        * speed
                        * cost
                        * level
                        * disks.speed();
        double each = Math.rint(total / planned.guests() * 0.5);
        rates.put(planned.workload().rw().endsWith("write") ? "write" : "read", each);
        if (planned.workload().options().containsKey("fdatasync")) {
            rates.put("sync", each);
        }
        return rates;
    }

    private OpResult op(
            String op, double iops, SortedMap<String, SortedMap<String, Histogram>> kinds) {
        long ios = Math.round(iops * seconds);
        SortedMap<String, LatencySummary> latency = new TreeMap<>();
        Histogram clat = latencies(ios, medianNs(op));
        if (op.equals("sync")) {
            keep("sync", op, clat, latency, kinds);
        } else {
            keep("clat", op, clat, latency, kinds);
            keep("lat", op, latencies(ios, medianNs(op) * 1.02), latency, kinds);
        }
        long blockBytes = op.equals("sync") ? 0 : bs();
        return new OpResult(op, ios, ios * blockBytes, seconds, iops, iops * blockBytes, latency);
    }

    private static void keep(
            String kind,
            String op,
            Histogram histogram,
            SortedMap<String, LatencySummary> latency,
            SortedMap<String, SortedMap<String, Histogram>> kinds) {
        latency.put(kind, LatencySummary.of(histogram));
        kinds.computeIfAbsent(kind, k -> new TreeMap<>()).put(op, histogram);
    }

    private long bs() {
        return Long.parseLong(planned.workload().options().get("bs"));
    }

    private double medianNs(String op) {
        double base = op.equals("sync") ? 2e6 : op.equals("write") ? 9e5 : 1.6e6;
        double cache =
                switch (planned.disk().cache()) {
                    case NONE, DIRECTSYNC, WRITETHROUGH -> 1;
                    case WRITEBACK, DEFAULT -> 0.55;
                    case UNSAFE -> 0.53;
                };
        return base * cache * StrictMath.sqrt(planned.guests()) * drift() / disks.speed();
    }

    private double drift() {
        return StrictMath.exp(0.01 * random.nextGaussian());
    }

    private Histogram latencies(long count, double medianNs) {
        Histogram histogram = new Histogram(3);
        histogram.setAutoResize(true);
        for (long i = 0; i < count; i++) {
            histogram.recordValue(
                    Math.max(1, (long) (medianNs * StrictMath.exp(0.4 * random.nextGaussian()))));
        }
        return histogram;
    }

    /** HdrHistogram's log, version 1.3. Without its StartTime line, which has the local time. */
    private void log(Path file, int guest, SortedMap<String, Histogram> ops) throws IOException {
        try (PrintStream out =
                new PrintStream(Files.newOutputStream(file), false, StandardCharsets.UTF_8)) {
            HistogramLogWriter writer = new HistogramLogWriter(out);
            writer.outputLogFormatVersion();
            writer.outputLegend();
            for (Map.Entry<String, Histogram> op : ops.entrySet()) {
                Histogram histogram = op.getValue();
                histogram.setTag(guest + ":" + op.getKey());
                histogram.setStartTimeStamp(start.toEpochMilli());
                histogram.setEndTimeStamp(start.toEpochMilli() + (long) (seconds * 1000));
                writer.outputIntervalHistogram(histogram);
            }
        }
    }

    private String job() {
        StringBuilder job = new StringBuilder("[global]\nioengine=libaio\ndirect=1\n");
        planned.workload()
                .options()
                .forEach((name, value) -> job.append(name).append('=').append(value).append('\n'));
        return job.append('[').append(planned.workload().name()).append("]\n").toString();
    }

    private HostUse host(List<GuestResult> guests) {
        long readBytes = bytes(guests, "read");
        long writeBytes = bytes(guests, "write");
        boolean cached = !planned.disk().cache().direct() && !atHost();
        return new HostUse(
                (int) seconds,
                0.125 * planned.guests(),
                0,
                0.5 * planned.guests(),
                0,
                0.25 * planned.guests(),
                atHost() ? null : (Double) 85.5,
                0.0625,
                "nvme0n1",
                cached ? readBytes / 4 : readBytes,
                writeBytes,
                readBytes / bs(),
                writeBytes / bs(),
                0.75,
                cached ? 1 << 20 : 0,
                seconds * 1000.0,
                writeBytes,
                cached ? 120.0 : 0.0,
                0.25,
                null,
                0.0,
                atHost() ? (Double) 4.5 : null);
    }

    private static long bytes(List<GuestResult> guests, String op) {
        return guests.stream()
                .flatMap(guest -> guest.ops().stream())
                .filter(found -> found.op().equals(op))
                .mapToLong(OpResult::bytes)
                .sum();
    }

    private List<Notice> notices() {
        return planned.disk().cache() == CacheMode.WRITEBACK
                        && planned.workload().rw().equals("randread")
                ? List.of(
                        new Notice(
                                "ram_served",
                                "75.0 % of the guests' reads came from the host's page cache"))
                : List.of();
    }

    private List<HostSample> samples() {
        List<HostSample> samples = new ArrayList<>();
        for (int second = 1; second <= seconds; second++) {
            samples.add(
                    new HostSample(
                            startUnixMs + 1000.0 * second,
                            1000.25,
                            0.125 * planned.guests(),
                            0,
                            500,
                            0,
                            250,
                            62.5,
                            2500,
                            0,
                            10_240_000,
                            0,
                            0.75,
                            1 << 20,
                            0,
                            1L << 33,
                            1L << 32,
                            0.25,
                            null,
                            0.0));
        }
        return List.copyOf(samples);
    }
}

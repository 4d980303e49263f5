package io.berth.results;

import io.berth.plan.Block;
import io.berth.plan.DiskConfig;
import io.berth.plan.Estimate;
import io.berth.plan.GuestConfig;
import io.berth.plan.Measure;
import io.berth.plan.OperationCase;
import io.berth.plan.OperationConfig;
import io.berth.plan.Place;
import io.berth.plan.Plan;
import io.berth.profile.Accelerator;
import io.berth.profile.Aio;
import io.berth.profile.Bus;
import io.berth.profile.CacheMode;
import io.berth.profile.Contents;
import io.berth.profile.Format;
import io.berth.profile.OperationKind;
import io.berth.profile.Preallocation;
import io.berth.results.OperationResult.Extent;
import io.berth.units.ByteSize;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The plan of a synthetic run of operations, and what each of them cost. */
final class FixtureOperations {

    private static final ByteSize SIZE = ByteSize.mebibytes(1024);

    /** Three quarters of the disk are written. */
    private static final long HELD_BYTES = 768L << 20;

    private FixtureOperations() {}

    static Plan plan(int blocks) {
        List<OperationCase> operations = new ArrayList<>();
        for (Preallocation preallocation : Preallocation.values()) {
            operations.add(
                    planned(config(OperationKind.CREATE), Format.QCOW2, preallocation, false));
        }
        for (OperationConfig config :
                List.of(
                        config(OperationKind.COPY_SPARSE),
                        config(OperationKind.COPY_FULL),
                        convert(false, null, null),
                        convert(true, null, null),
                        convert(false, CacheMode.NONE, null),
                        convert(false, null, 16),
                        config(OperationKind.ARCHIVE))) {
            operations.add(planned(config, Format.RAW, Preallocation.OFF, false));
        }
        for (OperationKind kind :
                List.of(
                        OperationKind.SNAPSHOT_CREATE,
                        OperationKind.SNAPSHOT_DELETE,
                        OperationKind.CHECK)) {
            operations.add(planned(config(kind), Format.QCOW2, Preallocation.OFF, false));
        }
        for (OperationKind kind : List.of(OperationKind.SAVE, OperationKind.CHECKPOINT)) {
            operations.add(planned(config(kind), Format.QCOW2, Preallocation.OFF, true));
        }
        return new Plan(
                Plan.SCHEMA_VERSION,
                "operations",
                "What does each operation on an image cost?",
                "profiles/operations.yaml",
                "name: operations\n",
                List.of(),
                List.copyOf(operations),
                blocks(operations, blocks),
                List.of(),
                new Measure(Duration.ZERO, Duration.ofSeconds(1), blocks, 42, 0.05),
                null,
                new Estimate(
                        Duration.ofMinutes(1),
                        Duration.ofMinutes(2),
                        new TreeMap<>(java.util.Map.of("/var/lib/berth", 4L << 30))),
                List.of());
    }

    private static OperationConfig config(OperationKind kind) {
        return new OperationConfig(kind, null, false, null, false, null, null);
    }

    private static OperationConfig convert(
            boolean compressed, @Nullable CacheMode cache, @Nullable Integer coroutines) {
        return new OperationConfig(
                OperationKind.CONVERT, Format.QCOW2, compressed, cache, false, coroutines, null);
    }

    private static List<Block> blocks(List<OperationCase> operations, int count) {
        List<Block> blocks = new ArrayList<>();
        Random random = new Random(42);
        for (int number = 1; number <= count; number++) {
            List<String> ids = new ArrayList<>(operations.stream().map(o -> o.id()).toList());
            Collections.shuffle(ids, random);
            blocks.add(new Block(number, List.copyOf(ids)));
        }
        return List.copyOf(blocks);
    }

    private static OperationCase planned(
            OperationConfig config, Format format, Preallocation preallocation, boolean guest) {
        SortedMap<String, String> factors = new TreeMap<>();
        factors.put("operation.name", config.kind().word());
        if (config.to() != null) {
            factors.put("operation.to", config.to().word());
            factors.put("operation.compressed", Boolean.toString(config.compressed()));
        }
        if (config.cache() != null) {
            factors.put("operation.cache", config.cache().word());
        }
        if (config.coroutines() != null) {
            factors.put("operation.coroutines", config.coroutines().toString());
        }
        factors.put("disk.format", format.word());
        factors.put("disk.preallocation", preallocation.word());
        factors.put("disk.size", SIZE.toString());
        factors.put("storage", "/var/lib/berth");
        return new OperationCase(
                config.kind().word() + "-" + RawFile.sha256(factors.toString()).substring(0, 8),
                config,
                Place.directory(FixturePlan.STORAGE),
                DiskConfig.of(
                        SIZE,
                        format,
                        preallocation,
                        CacheMode.NONE,
                        Aio.IO_URING,
                        Bus.VIRTIO_BLK,
                        false,
                        config.kind() == OperationKind.CREATE ? Contents.FRESH : Contents.WRITTEN,
                        new TreeMap<>()),
                guest
                        ? new GuestConfig(1, ByteSize.mebibytes(256), Accelerator.AUTO)
                        : GuestConfig.NONE,
                factors);
    }

    static OperationResult result(Plan plan, OperationCase planned, int block, Instant at) {
        Random random = new Random(plan.measure().seed() * 1000 + block + planned.id().hashCode());
        double wallMs = wallMs(planned) * StrictMath.exp(0.03 * random.nextGaussian());
        long writtenBytes = afterBytes(planned);
        boolean create = planned.operation().kind() == OperationKind.CREATE;
        return new OperationResult(
                OperationResult.SCHEMA_VERSION,
                planned.id(),
                block,
                Status.COMPLETED,
                null,
                at,
                Math.round(wallMs) + 200,
                List.of(List.of("qemu-img", planned.operation().kind().word(), "image")),
                wallMs,
                wallMs * 0.2,
                wallMs * 0.3,
                writtenBytes / 1e6,
                create ? 0 : HELD_BYTES,
                writtenBytes,
                create ? null : extent(HELD_BYTES),
                extent(writtenBytes),
                List.of());
    }

    private static Extent extent(long allocatedBytes) {
        return new Extent(SIZE.bytes(), SIZE.bytes(), allocatedBytes, List.of());
    }

    private static double wallMs(OperationCase planned) {
        OperationConfig config = planned.operation();
        return switch (config.kind()) {
            case CREATE ->
                    switch (planned.disk().preallocation()) {
                        case OFF -> 11;
                        case METADATA -> 15;
                        case FALLOC -> 29;
                        case FULL -> 1150;
                    };
            case COPY_SPARSE -> 610;
            case COPY_FULL -> 880;
            case CONVERT ->
                    config.compressed()
                            ? 9400
                            : config.cache() != null
                                    ? 1240
                                    : config.coroutines() != null ? 790 : 860;
            case ARCHIVE -> 21_500;
            case SNAPSHOT_CREATE -> 24;
            case SNAPSHOT_DELETE -> 41;
            case CHECK -> 13;
            case SAVE -> 640;
            case CHECKPOINT -> 905;
            case RESIZE, SNAPSHOT_APPLY, COMMIT, RESTORE -> 100;
        };
    }

    private static long afterBytes(OperationCase planned) {
        return switch (planned.operation().kind()) {
            case CREATE ->
                    switch (planned.disk().preallocation()) {
                        case OFF -> 200_704;
                        case METADATA -> 331_776;
                        case FALLOC, FULL -> SIZE.bytes();
                    };
            case COPY_FULL -> SIZE.bytes();
            case CONVERT ->
                    planned.operation().compressed() ? HELD_BYTES * 6 / 10 : HELD_BYTES + 327_680;
            case ARCHIVE -> HELD_BYTES * 55 / 100;
            case SAVE, CHECKPOINT -> HELD_BYTES + (180L << 20);
            case COPY_SPARSE,
                    RESIZE,
                    SNAPSHOT_CREATE,
                    SNAPSHOT_APPLY,
                    SNAPSHOT_DELETE,
                    COMMIT,
                    CHECK,
                    RESTORE ->
                    HELD_BYTES;
        };
    }
}

package io.berth.run;

import io.berth.plan.Attachment;
import io.berth.plan.Backing;
import io.berth.plan.Block;
import io.berth.plan.DiskConfig;
import io.berth.plan.Estimate;
import io.berth.plan.GuestConfig;
import io.berth.plan.ImageConfig;
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
import io.berth.profile.Encryption;
import io.berth.profile.Format;
import io.berth.profile.OperationKind;
import io.berth.profile.Preallocation;
import io.berth.units.ByteSize;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** Plans of operations on small images, made by hand. */
final class OperationPlans {

    static final ByteSize SIZE = ByteSize.mebibytes(32);

    private OperationPlans() {}

    static OperationConfig plain(OperationKind kind) {
        return new OperationConfig(kind, null, false, null, false, null, null);
    }

    static OperationConfig convert(Format to) {
        return new OperationConfig(OperationKind.CONVERT, to, false, null, false, null, null);
    }

    static OperationConfig resize(ByteSize to) {
        return new OperationConfig(OperationKind.RESIZE, null, false, null, false, null, to);
    }

    static DiskConfig disk(Format format, Preallocation preallocation, Contents contents) {
        return DiskConfig.of(
                SIZE,
                format,
                preallocation,
                CacheMode.NONE,
                Aio.THREADS,
                Bus.VIRTIO_BLK,
                false,
                contents,
                Collections.emptySortedMap());
    }

    /** A qcow2 disk on backing files, whose layers all hold the same share of the data. */
    static DiskConfig chain(int depth, Format base, Encryption encryption) {
        return chain(Format.QCOW2, depth, base, encryption);
    }

    /** The same with active images of a format. */
    static DiskConfig chain(Format format, int depth, Format base, Encryption encryption) {
        return new DiskConfig(
                new ImageConfig(
                        SIZE,
                        format,
                        Preallocation.OFF,
                        false,
                        Contents.WRITTEN,
                        encryption,
                        depth == 0
                                ? Backing.NONE
                                : new Backing(depth, base, 1.0 / (depth + 1), false, false),
                        0,
                        encryption == Encryption.LUKS
                                ? new TreeMap<>(Map.of("encrypt.iter-time", "10"))
                                : Collections.emptySortedMap()),
                Attachment.of(CacheMode.NONE, Aio.THREADS, Bus.VIRTIO_BLK, false));
    }

    static OperationCase of(String id, OperationConfig operation, Path storage, DiskConfig disk) {
        GuestConfig guest =
                OperationRunner.needsGuest(
                                new OperationCase(
                                        id,
                                        operation,
                                        Place.directory(storage),
                                        disk,
                                        GuestConfig.NONE,
                                        new TreeMap<>()))
                        ? new GuestConfig(1, ByteSize.mebibytes(192), Accelerator.TCG)
                        : GuestConfig.NONE;
        TreeMap<String, String> factors = new TreeMap<>();
        factors.put("operation.name", operation.kind().word());
        factors.put("disk.format", disk.format().word());
        return new OperationCase(id, operation, Place.directory(storage), disk, guest, factors);
    }

    static Plan plan(int blocks, OperationCase... operations) {
        List<OperationCase> all = List.of(operations);
        List<String> ids = all.stream().map(OperationCase::id).toList();
        return new Plan(
                Plan.SCHEMA_VERSION,
                "operations",
                null,
                "operations.yaml",
                "name: operations\n",
                List.of(),
                all,
                IntStream.rangeClosed(1, blocks).mapToObj(n -> new Block(n, ids)).toList(),
                List.of(),
                new Measure(Duration.ZERO, Duration.ofSeconds(1), blocks, 42, 0.05),
                null,
                new Estimate(Duration.ZERO, Duration.ZERO, Collections.emptySortedMap()),
                List.of());
    }
}

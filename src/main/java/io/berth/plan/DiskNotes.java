package io.berth.plan;

import io.berth.profile.Format;
import io.berth.units.ByteSize;
import java.util.Set;

/** What a reader should know of a disk's image and of how QEMU keeps its tables in memory. */
final class DiskNotes {

    /** QEMU's default on Linux (qemu/block/qcow2.h, DEFAULT_L2_CACHE_MAX_SIZE, since 3.1). */
    static final long L2_CACHE_BYTES = 32L << 20;

    private DiskNotes() {}

    static void add(DiskConfig disk, Set<String> notes) {
        ImageConfig image = disk.image();
        if (image.format() == Format.VPC && "on".equals(image.options().get("force_size"))) {
            notes.add(
                    "vpc: berth sets force_size=on, or the disk would have the size that its"
                            + " cylinders, heads and sectors make");
        }
        if (image.format() == Format.QCOW2) {
            l2Cache(disk, notes);
        }
        if (image.reserved()) {
            notes.add(
                    image.format().word()
                            + ", kind=fixed: berth allocates the file with fallocate(1), since"
                            + " qemu-img leaves it sparse on the host");
        }
    }

    /** How much of a disk the cache of L2 tables covers. */
    private static void l2Cache(DiskConfig disk, Set<String> notes) {
        long cluster = clusterBytes(disk.image());
        long entryBytes = l2EntryBytes(disk.image());
        ByteSize written = disk.attachment().l2CacheSize();
        long cacheBytes = written == null ? L2_CACHE_BYTES : written.bytes();
        long covered = cacheBytes / entryBytes * cluster;
        if (disk.size().bytes() > covered) {
            long needed = Math.ceilDiv(disk.size().bytes(), cluster) * entryBytes;
            notes.add(
                    "qcow2 of %s with clusters of %s: the L2 cache (%s) covers %s of it; random I/O beyond that reads tables from the disk; l2_cache_size: %s would cover it"
                            .formatted(
                                    disk.size(),
                                    ByteSize.of(cluster),
                                    written == null
                                            ? "QEMU's default of " + ByteSize.of(L2_CACHE_BYTES)
                                            : written,
                                    ByteSize.of(covered).display(),
                                    ByteSize.of(Math.ceilDiv(needed, 1 << 20) << 20)));
        }
    }

    static long clusterBytes(ImageConfig image) {
        String written = image.options().get("cluster_size");
        return written == null ? Qcow2Rules.CLUSTER_BYTES : Long.parseLong(written);
    }

    /** An entry of an L2 table: 16 bytes with subclusters (qemu/docs/interop/qcow2.txt). */
    static long l2EntryBytes(ImageConfig image) {
        return "on".equals(image.options().get("extended_l2")) ? 16 : 8;
    }
}

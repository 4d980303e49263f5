package io.berth.plan;

import java.util.List;
import java.util.Set;

/** What qcow2's options do not do together. */
final class Qcow2Rules {

    static final long CLUSTER_BYTES = 64 << 10;

    private static final String FORMAT = "disk.format";
    private static final String CLUSTER = "disk.options.cluster_size";
    private static final String COMPAT = "disk.options.compat";
    private static final String EXTENDED = "disk.options.extended_l2";
    private static final String LAZY = "disk.options.lazy_refcounts";
    private static final String COMPRESSION = "disk.options.compression_type";
    private static final String REFCOUNT = "disk.options.refcount_bits";
    private static final String DATA_FILE = "disk.options.data_file";
    private static final String SNAPSHOTS = "disk.snapshots";

    static final List<Rule> ALL =
            List.of(
                    Rule.of(
                                    "extended_l2 needs cluster_size=16KiB or more",
                                    Set.of(CLUSTER, EXTENDED),
                                    c -> c.is(EXTENDED, "on") && clusterBytes(c) < 16 << 10)
                            .refused("qcow2-extended-l2-clusters"),
                    Rule.of(
                                    "extended_l2, lazy_refcounts, data_file, zstd and other"
                                            + " refcount_bits than 16 need compat=1.1",
                                    Set.of(
                                            COMPAT,
                                            EXTENDED,
                                            LAZY,
                                            COMPRESSION,
                                            REFCOUNT,
                                            DATA_FILE),
                                    Qcow2Rules::needsVersion3)
                            .refused("qcow2-version-3"),
                    Rule.of(
                                    "qcow2 of this size needs a larger cluster_size",
                                    Set.of(FORMAT, "disk.size", CLUSTER, EXTENDED),
                                    c ->
                                            c.is(FORMAT, "qcow2")
                                                    && c.bytes("disk.size", 0) > bytesMax(c))
                            .refused("qcow2-size"),
                    Rule.of(
                                    "data_file_raw needs data_file=on",
                                    Set.of(DATA_FILE, "disk.options.data_file_raw"),
                                    c ->
                                            c.is("disk.options.data_file_raw", "on")
                                                    && !c.is(DATA_FILE, "on"))
                            .refused("qcow2-data-file-raw"),
                    Rule.of(
                                    "internal snapshots need qcow2",
                                    Set.of(FORMAT, SNAPSHOTS),
                                    c -> c.count(SNAPSHOTS, 0) > 0 && !c.is(FORMAT, "qcow2"))
                            .refused("snapshot-format"),
                    Rule.of(
                                    "a qcow2 with a data_file takes no internal snapshots",
                                    Set.of(DATA_FILE, SNAPSHOTS),
                                    c -> c.count(SNAPSHOTS, 0) > 0 && c.is(DATA_FILE, "on"))
                            .refused("snapshot-data-file"),
                    Rule.of(
                                    "so many snapshots need more refcount_bits",
                                    Set.of(SNAPSHOTS, REFCOUNT),
                                    c -> c.count(SNAPSHOTS, 0) > snapshotsMax(c))
                            .refused("snapshot-refcount-bits"));

    private Qcow2Rules() {}

    static long clusterBytes(Combination c) {
        return c.bytes(CLUSTER, CLUSTER_BYTES);
    }

    private static boolean needsVersion3(Combination c) {
        return c.is(COMPAT, "0.10")
                && (c.is(EXTENDED, "on")
                        || c.is(LAZY, "on")
                        || c.is(DATA_FILE, "on")
                        || c.is(COMPRESSION, "zstd")
                        || c.has(REFCOUNT) && !c.is(REFCOUNT, "16"));
    }

    /**
     * A cluster's references: the image's own and each snapshot's, at most 2^refcount_bits - 1
     * (qemu/block/qcow2-refcount.c, refcount_max).
     */
    private static long snapshotsMax(Combination c) {
        long bits = c.count(REFCOUNT, 16);
        return bits >= 32 ? Integer.MAX_VALUE : (1L << bits) - 2;
    }

    /**
     * The largest qcow2: an L1 table of 32 MiB (qemu/block/qcow2.h, QCOW_MAX_L1_SIZE) of 8-byte
     * entries, each an L2 table of one cluster, whose entries take 8 bytes, or 16 with subclusters.
     */
    private static long bytesMax(Combination c) {
        long cluster = clusterBytes(c);
        long l2Entries = cluster / (c.is(EXTENDED, "on") ? 16 : 8);
        return (32L << 20) / 8 * l2Entries * cluster;
    }
}

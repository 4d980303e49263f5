package io.berth.plan;

import io.berth.units.ByteSize;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** The combinations that cannot exist, with the reasons; asked in this order, the first counts. */
final class Rules {

    private static final long QCOW2_CLUSTER = 64 << 10;
    private static final Set<String> MIXED = Set.of("rw", "randrw");
    private static final Set<String> ONLY_WRITES = Set.of("write", "randwrite");

    static final List<Rule> ALL =
            List.of(
                    Rule.of(
                            "aio=native needs cache=none or directsync",
                            Set.of("disk.aio", "disk.cache"),
                            c ->
                                    c.get("disk.aio").equals("native")
                                            && !c.get("disk.cache").equals("none")
                                            && !c.get("disk.cache").equals("directsync")),
                    Rule.of(
                            "raw has no preallocation=metadata",
                            Set.of("disk.format", "disk.preallocation"),
                            c ->
                                    c.get("disk.format").equals("raw")
                                            && c.get("disk.preallocation").equals("metadata")),
                    Rule.of(
                            "cluster_size is a power of two",
                            Set.of("disk.options.cluster_size"),
                            c -> Long.bitCount(clusterBytes(c)) != 1),
                    Rule.of(
                            "extended_l2 needs cluster_size=16KiB or more",
                            Set.of("disk.options.cluster_size", "disk.options.extended_l2"),
                            c -> on(c, "disk.options.extended_l2") && clusterBytes(c) < 16 << 10),
                    Rule.of(
                            "extended_l2, lazy_refcounts, zstd and other refcount_bits than 16 need"
                                    + " compat=1.1",
                            Set.of(
                                    "disk.options.compat",
                                    "disk.options.extended_l2",
                                    "disk.options.lazy_refcounts",
                                    "disk.options.compression_type",
                                    "disk.options.refcount_bits"),
                            Rules::needsVersion3),
                    Rule.of(
                            "qcow2 of this size needs a larger cluster_size",
                            Set.of("disk.size", "disk.options.cluster_size"),
                            c ->
                                    c.get("disk.format").equals("qcow2")
                                            && bytes(c, "disk.size") > qcow2BytesMax(c)),
                    Rule.of(
                            "size and offset reach beyond the disk",
                            Set.of("disk.size", "workload.size", "workload.offset"),
                            c -> end(c) > bytes(c, "disk.size")),
                    Rule.of(
                            "bs is larger than the part of the disk that is used",
                            Set.of("disk.size", "workload.size", "workload.bs"),
                            c -> blockBytesMax(c) > used(c)),
                    Rule.of(
                            "ioengine=psync and sync do one I/O at a time: iodepth would be"
                                    + " ignored",
                            Set.of("workload.ioengine", "workload.iodepth"),
                            c ->
                                    c.get("workload.ioengine").endsWith("sync")
                                            && count(c, "workload.iodepth", 1) > 1),
                    Rule.of(
                            "fixedbufs and registerfiles need ioengine=io_uring",
                            Set.of(
                                    "workload.fixedbufs",
                                    "workload.registerfiles",
                                    "workload.ioengine"),
                            c ->
                                    (c.get("workload.fixedbufs").equals("1")
                                                    || c.get("workload.registerfiles").equals("1"))
                                            && !c.get("workload.ioengine").equals("io_uring")),
                    Rule.of(
                            "iodepth_batch_submit, iodepth_batch_complete_min and iodepth_low are"
                                    + " at most iodepth",
                            Set.of(
                                    "workload.iodepth",
                                    "workload.iodepth_batch_submit",
                                    "workload.iodepth_batch_complete_min",
                                    "workload.iodepth_low"),
                            c ->
                                    Math.max(
                                                    count(c, "workload.iodepth_batch_submit", 0),
                                                    Math.max(
                                                            count(
                                                                    c,
                                                                    "workload.iodepth_batch_complete_min",
                                                                    0),
                                                            count(c, "workload.iodepth_low", 0)))
                                            > count(c, "workload.iodepth", 1)),
                    Rule.of(
                            "a mixed rw needs rate_iops and rate as reads,writes: fio takes one"
                                    + " value twice",
                            Set.of("workload.rw", "workload.rate_iops", "workload.rate"),
                            c ->
                                    MIXED.contains(c.get("workload.rw"))
                                            && (single(c, "workload.rate_iops")
                                                    || single(c, "workload.rate"))),
                    // fio 3.33 ends with SIGFPE.
                    Rule.of(
                            "rate_process=poisson with fsync or fdatasync crashes fio: use"
                                    + " sync=dsync",
                            Set.of("workload.rate_process", "workload.fsync", "workload.fdatasync"),
                            c ->
                                    c.get("workload.rate_process").equals("poisson")
                                            && !(c.get("workload.fsync")
                                                            + c.get("workload.fdatasync"))
                                                    .isEmpty()),
                    // fio counts verifying reads as reads; with mixed rw they could not be told
                    // apart, and a read-only job would verify what it never wrote.
                    Rule.of(
                            "verify needs rw=write or randwrite",
                            Set.of("workload.verify", "workload.rw"),
                            c ->
                                    !c.get("workload.verify").isEmpty()
                                            && !ONLY_WRITES.contains(c.get("workload.rw"))),
                    Rule.of(
                            "verify needs numjobs=1: jobs would overwrite each other's blocks",
                            Set.of("workload.verify", "workload.numjobs"),
                            c ->
                                    !c.get("workload.verify").isEmpty()
                                            && count(c, "workload.numjobs", 1) > 1));

    private Rules() {}

    private static boolean on(Combination c, String factor) {
        return c.get(factor).equals("on");
    }

    private static boolean single(Combination c, String factor) {
        return !c.get(factor).isEmpty() && !c.get(factor).contains(",");
    }

    private static long count(Combination c, String factor, long byDefault) {
        return c.get(factor).isEmpty() ? byDefault : Long.parseLong(c.get(factor));
    }

    private static long bytes(Combination c, String factor) {
        return ByteSize.parse(c.get(factor)).bytes();
    }

    private static long clusterBytes(Combination c) {
        return c.get("disk.options.cluster_size").isEmpty()
                ? QCOW2_CLUSTER
                : bytes(c, "disk.options.cluster_size");
    }

    private static boolean needsVersion3(Combination c) {
        String bits = c.get("disk.options.refcount_bits");
        return c.get("disk.options.compat").equals("0.10")
                && (on(c, "disk.options.extended_l2")
                        || on(c, "disk.options.lazy_refcounts")
                        || c.get("disk.options.compression_type").equals("zstd")
                        || !(bits.isEmpty() || bits.equals("16")));
    }

    /**
     * The largest qcow2: an L1 table of 32 MiB (qemu/block/qcow2.h, QCOW_MAX_L1_SIZE) of 8-byte
     * entries, each an L2 table of one cluster, whose entries take 8 bytes, or 16 with subclusters.
     */
    private static long qcow2BytesMax(Combination c) {
        long cluster = clusterBytes(c);
        long l2Entries = cluster / (on(c, "disk.options.extended_l2") ? 16 : 8);
        return (32L << 20) / 8 * l2Entries * cluster;
    }

    /** A workload's size or offset in bytes; a share is of the disk. */
    private static long part(Combination c, String factor, long byDefault) {
        String value = c.get(factor);
        if (value.isEmpty()) {
            return byDefault;
        }
        return value.endsWith("%")
                ? new BigDecimal(value.substring(0, value.length() - 1))
                        .multiply(BigDecimal.valueOf(bytes(c, "disk.size")))
                        .movePointLeft(2)
                        .longValue()
                : ByteSize.parse(value).bytes();
    }

    private static long used(Combination c) {
        long disk = bytes(c, "disk.size");
        return part(c, "workload.size", disk - part(c, "workload.offset", 0));
    }

    /** Where the last job's part ends. */
    private static long end(Combination c) {
        long increment = part(c, "workload.offset_increment", 0);
        return part(c, "workload.offset", 0)
                + used(c)
                + increment * (count(c, "workload.numjobs", 1) - 1);
    }

    private static long blockBytesMax(Combination c) {
        String blocks = c.get("workload.bs") + c.get("workload.bssplit");
        return blocks.isEmpty()
                ? 0
                : Arrays.stream(blocks.split("[,:]", -1))
                        .map(block -> block.contains("/") ? block.split("/", -1)[0] : block)
                        .mapToLong(block -> ByteSize.parse(block).bytes())
                        .max()
                        .orElseThrow();
    }
}

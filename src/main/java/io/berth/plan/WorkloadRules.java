package io.berth.plan;

import io.berth.units.ByteSize;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** Workloads that fio cannot run on their disk, or would not run as they say. */
final class WorkloadRules {

    private static final Set<String> MIXED = Set.of("rw", "randrw");
    private static final Set<String> ONLY_WRITES = Set.of("write", "randwrite");

    static final List<Rule> ALL =
            List.of(
                    Rule.of(
                            "size and offset reach beyond the disk",
                            Set.of(
                                    "disk.size",
                                    "workload.size",
                                    "workload.offset",
                                    "workload.offset_increment",
                                    "workload.numjobs"),
                            c -> end(c) > c.bytes("disk.size", 0)),
                    Rule.of(
                            "bs is larger than the part of the disk that is used",
                            Set.of(
                                    "disk.size",
                                    "workload.size",
                                    "workload.offset",
                                    "workload.bs",
                                    "workload.bssplit"),
                            c -> blockBytesMax(c) > used(c)),
                    Rule.of(
                            "ioengine=psync and sync do one I/O at a time: iodepth would be"
                                    + " ignored",
                            Set.of("workload.ioengine", "workload.iodepth"),
                            c ->
                                    c.get("workload.ioengine").endsWith("sync")
                                            && c.count("workload.iodepth", 1) > 1),
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
                                                    c.count("workload.iodepth_batch_submit", 0),
                                                    Math.max(
                                                            c.count(
                                                                    "workload.iodepth_batch_complete_min",
                                                                    0),
                                                            c.count("workload.iodepth_low", 0)))
                                            > c.count("workload.iodepth", 1)),
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
                                            && c.count("workload.numjobs", 1) > 1));

    private WorkloadRules() {}

    private static boolean single(Combination c, String factor) {
        return !c.get(factor).isEmpty() && !c.get(factor).contains(",");
    }

    /** A workload's size or offset in bytes; a share is of the disk. */
    private static long part(Combination c, String factor, long byDefault) {
        String value = c.get(factor);
        if (value.isEmpty()) {
            return byDefault;
        }
        return value.endsWith("%")
                ? new BigDecimal(value.substring(0, value.length() - 1))
                        .multiply(BigDecimal.valueOf(c.bytes("disk.size", 0)))
                        .movePointLeft(2)
                        .longValue()
                : ByteSize.parse(value).bytes();
    }

    private static long used(Combination c) {
        long disk = c.bytes("disk.size", 0);
        return part(c, "workload.size", disk - part(c, "workload.offset", 0));
    }

    /** Where the last job's part ends. */
    private static long end(Combination c) {
        long increment = part(c, "workload.offset_increment", 0);
        return part(c, "workload.offset", 0)
                + used(c)
                + increment * (c.count("workload.numjobs", 1) - 1);
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

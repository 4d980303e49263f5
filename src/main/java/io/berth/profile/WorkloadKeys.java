package io.berth.profile;

import static io.berth.profile.Key.axis;

import io.berth.profile.FioType.Directions;
import io.berth.profile.FioType.SizeOrShare;
import io.berth.profile.FioType.Split;
import io.berth.profile.Key.Section;
import io.berth.profile.ValueType.Count;
import io.berth.profile.ValueType.FileName;
import io.berth.profile.ValueType.Flag;
import io.berth.profile.ValueType.Name;
import io.berth.profile.ValueType.Shape;
import io.berth.profile.ValueType.Share;
import io.berth.profile.ValueType.Size;
import io.berth.profile.ValueType.Time;
import io.berth.profile.ValueType.Words;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The keys of a workload: the options of fio that a profile may set, in fio's names. */
final class WorkloadKeys {

    /** Those that stand for fio's own default where they are not written. */
    static final Map<String, String> DEFAULTS =
            Map.of("bs", "4KiB", "iodepth", "1", "numjobs", "1");

    private static final Flag FLAG = new Flag("1", "0");
    private static final Count PERCENT = new Count(0, 100);
    private static final Count EVERY = new Count(1, 1_000_000);
    private static final Size BLOCK = Size.of("512", "64M", "512");
    private static final Directions RATE = new Directions(new Count(1, 100_000_000));

    static final List<Key> ALL =
            List.of(
                    Key.scalar(
                                    Section.WORKLOAD,
                                    "name",
                                    new Name(),
                                    null,
                                    "What tables and file names call it.")
                            .must(),
                    Key.scalar(
                            Section.WORKLOAD,
                            "file",
                            new FileName(Shape.of("[^\\x00-\\x1f]+", "is no file name")),
                            null,
                            "A fio job file of your own instead of options, relative to the"
                                    + " profile."),
                    key(
                            "rw",
                            new Words(
                                    List.of(
                                            "read",
                                            "write",
                                            "randread",
                                            "randwrite",
                                            "rw",
                                            "randrw"),
                                    Map.of("readwrite", "rw")),
                            "The pattern of I/O."),
                    key(
                            "bs",
                            new Directions(BLOCK),
                            "Block size, 4k by default; reads,writes may differ (4k,64k)."),
                    key("bssplit", new Split(BLOCK), "Block sizes by share: 4k/60:64k/40."),
                    key("blockalign", BLOCK, "Alignment of random offsets; by default bs."),
                    key("iodepth", new Count(1, 4096), "I/Os in flight of each job."),
                    key("iodepth_batch_submit", new Count(1, 4096), "I/Os submitted at once."),
                    key(
                            "iodepth_batch_complete_min",
                            new Count(0, 4096),
                            "Completions to wait for at once, at least."),
                    key(
                            "iodepth_batch_complete_max",
                            new Count(1, 4096),
                            "Completions to take at once, at most."),
                    key("iodepth_low", new Count(1, 4096), "Refill the queue from here."),
                    key("numjobs", new Count(1, 64), "Jobs that do the same, on one disk."),
                    key("rwmixread", PERCENT, "Percentage of reads of a mixed workload."),
                    key("percentage_random", PERCENT, "Percentage of random offsets."),
                    key(
                            "size",
                            new SizeOrShare(Size.of("4k", "64T", "512"), Share.of("1", "100")),
                            "The part of the disk that is used; all of it by default."),
                    key(
                            "offset",
                            new SizeOrShare(Size.of("0", "64T", "512"), Share.of("0", "99")),
                            "Where that part begins."),
                    key(
                            "offset_increment",
                            Size.of("0", "64T", "512"),
                            "How far apart the jobs of numjobs begin."),
                    key("fsync", EVERY, "An fsync after this many writes."),
                    key("fdatasync", EVERY, "An fdatasync after this many writes."),
                    key("sync", Words.of("none", "sync", "dsync"), "O_SYNC or O_DSYNC."),
                    key("direct", FLAG, "O_DIRECT in the guest; berth's default is 1."),
                    key(
                            "ioengine",
                            Words.of("libaio", "io_uring", "psync", "sync"),
                            "How fio does I/O; libaio by default."),
                    key("fixedbufs", FLAG, "io_uring: registered buffers."),
                    key("registerfiles", FLAG, "io_uring: registered files."),
                    key(
                            "rate_iops",
                            RATE,
                            "The offered rate of each job in I/Os per second; for a mixed rw as"
                                    + " reads,writes."),
                    key(
                            "rate",
                            new Directions(Size.of("4k", "1T", "1")),
                            "The offered rate in bytes per second; for a mixed rw as"
                                    + " reads,writes."),
                    key(
                            "rate_process",
                            Words.of("linear", "poisson"),
                            "How the offered I/Os are spaced."),
                    key(
                            "random_distribution",
                            Shape.of(
                                    "random|(zipf|pareto|normal):[0-9.]+(:[0-9.]+)?"
                                            + "|zoned:[0-9/:,]+|zoned_abs:[0-9/:,kKmMgG]+",
                                    "is no distribution: write random, zipf:1.1, pareto:0.2,"
                                            + " normal:50 or zoned:60/10:40/90"),
                            "How random offsets are spread."),
                    key(
                            "random_generator",
                            Words.of("tausworthe", "lfsr", "tausworthe64"),
                            "The generator of random offsets."),
                    key("norandommap", FLAG, "Blocks may be hit again before all were."),
                    key("ramp_time", Time.of("0", "1h"), "Instead of measure's ramp_time."),
                    key("runtime", Time.of("1s", "24h"), "Instead of measure's runtime."),
                    key(
                            "thinktime",
                            Time.of("0us", "1h").withUnit(),
                            "A pause after each thinktime_blocks I/Os."),
                    key("thinktime_blocks", EVERY, "The I/Os between two pauses."),
                    key(
                            "thinktime_spin",
                            Time.of("0us", "1h").withUnit(),
                            "The part of the pause that burns CPU."),
                    key(
                            "verify",
                            Words.of(
                                    "md5", "crc16", "crc32", "crc32c", "crc64", "xxhash", "sha1",
                                    "sha256", "sha512"),
                            "Read back and check what was written, after each full pass over"
                                    + " size; those reads count in the figures."),
                    key("refill_buffers", FLAG, "New data for each write."),
                    key("zero_buffers", FLAG, "Write zeros."),
                    key("scramble_buffers", FLAG, "Change each buffer a little."),
                    key(
                            "buffer_compress_percentage",
                            PERCENT,
                            "How compressible the written data is."),
                    key(
                            "buffer_compress_chunk",
                            Size.of("512", "64M", "512"),
                            "The size in which it is compressible."),
                    key(
                            "dedupe_percentage",
                            PERCENT,
                            "How much of the written data repeats earlier data."));

    static final Map<String, String> REFUSED = refused();

    private WorkloadKeys() {}

    private static Key key(String name, ValueType type, String doc) {
        return axis(Section.WORKLOAD, name, type, DEFAULTS.get(name), doc);
    }

    private static Map<String, String> refused() {
        Map<String, String> refused = new HashMap<>();
        for (String own :
                List.of(
                        "filename",
                        "filename_format",
                        "directory",
                        "output",
                        "output_format",
                        "output-format",
                        "write_hist_log",
                        "write_lat_log",
                        "write_iops_log",
                        "write_bw_log",
                        "log_hist_msec",
                        "log_avg_msec",
                        "per_job_logs",
                        "group_reporting",
                        "unified_rw_reporting",
                        "time_based",
                        "randrepeat",
                        "allrandrepeat",
                        "randseed",
                        "lat_percentiles",
                        "clat_percentiles",
                        "slat_percentiles",
                        "percentile_list",
                        "startdelay",
                        "thread",
                        "readonly",
                        "status_interval",
                        "allow_file_create",
                        "create_on_open",
                        "fallocate",
                        "nrfiles",
                        "openfiles",
                        "exitall",
                        "stonewall",
                        "new_group",
                        "disk_util")) {
            refused.put(own, "berth sets " + own + " itself: remove it");
        }
        for (String count : List.of("io_size", "number_ios", "loops")) {
            refused.put(count, "berth measures for a time, not a count: use runtime");
        }
        refused.put("rwmixwrite", "write it as rwmixread: 100 - rwmixwrite");
        refused.put("readwrite", "write it as rw");
        refused.put("blocksize", "write it as bs");
        refused.put("ba", "write it as blockalign");
        refused.put("iodepth_batch", "write it as iodepth_batch_submit");
        refused.put(
                "io_submit_mode",
                "berth submits inline: fio 3.33 deadlocks with io_submit_mode=offload");
        for (String aborting : List.of("rate_min", "rate_iops_min")) {
            refused.put(
                    aborting,
                    aborting + " makes fio abort healthy runs: use objective: {achieved: 99%}");
        }
        return Map.copyOf(refused);
    }
}

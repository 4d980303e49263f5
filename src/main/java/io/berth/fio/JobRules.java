package io.berth.fio;

import java.util.Map;
import java.util.Set;

/** Which of fio's options are berth's, and which a measurement cannot have. */
final class JobRules {

    /** Set by berth for every job; what a job file says about them is replaced, visibly. */
    static final Map<String, String> REPLACED =
            Map.ofEntries(
                    Map.entry("runtime", "the profile's runtime counts"),
                    Map.entry("timeout", "the profile's runtime counts"),
                    Map.entry("ramp_time", "the profile's ramp_time counts"),
                    Map.entry("time_based", "always on"),
                    Map.entry("allow_file_create", "always off"),
                    Map.entry("randseed", "a seed per guest"),
                    Map.entry("randrepeat", "a seed per guest"),
                    Map.entry("allrandrepeat", "a seed per guest"),
                    Map.entry("group_reporting", "berth adds the jobs up itself, exactly"),
                    Map.entry("per_job_logs", "always on"),
                    Map.entry("lat_percentiles", "always on"),
                    Map.entry("clat_percentiles", "always on"),
                    Map.entry("log_unix_epoch", "always on"),
                    Map.entry("percentile_list", "berth's list; its histograms keep all"));

    private static final String BARRIER = "all jobs of all guests start at one instant";
    private static final String LOGS = "berth would not bring its output back";
    private static final String CLAT = "berth's histograms need every completion latency";
    private static final String LENGTH = "a job runs for the profile's runtime, no shorter";

    /** Why {@code rw} has no trim. */
    static final String TRIM =
            "berth's disks have discard=ignore, so QEMU drops what guests trim and its rate says"
                    + " nothing of the storage";

    /** Refused, with the reason. */
    static final Map<String, String> REFUSED =
            Map.ofEntries(
                    Map.entry("stonewall", BARRIER),
                    Map.entry("wait_for_previous", BARRIER),
                    Map.entry("wait_for", BARRIER),
                    Map.entry("startdelay", BARRIER),
                    Map.entry("exec_prerun", BARRIER + ", which berth's gate does"),
                    Map.entry("exec_postrun", "berth runs nothing but fio in the guest"),
                    Map.entry("new_group", "berth adds the jobs up itself"),
                    Map.entry("directory", "the disk is given by berth"),
                    Map.entry("opendir", "the disk is given by berth"),
                    Map.entry("filename_format", "the disk is given by berth"),
                    Map.entry("nrfiles", "the disk is one file"),
                    Map.entry("write_bw_log", LOGS),
                    Map.entry("write_lat_log", LOGS),
                    Map.entry("write_iops_log", LOGS),
                    Map.entry("write_hist_log", "berth writes it itself"),
                    Map.entry("write_iolog", LOGS),
                    Map.entry("read_iolog", "the guest does not have that file"),
                    Map.entry("log_hist_msec", "berth's is 1000"),
                    Map.entry("log_hist_coarseness", "berth keeps fio's resolution"),
                    Map.entry("log_avg_msec", LOGS),
                    Map.entry("log_alternate_epoch", "berth's clock is CLOCK_REALTIME"),
                    Map.entry("log_alternate_epoch_clock_id", "berth's clock is CLOCK_REALTIME"),
                    Map.entry("log_store_compressed", "berth reads plain logs"),
                    Map.entry("log_compression", "berth reads plain logs"),
                    Map.entry("disable_lat", CLAT),
                    Map.entry("disable_clat", CLAT),
                    Map.entry("disable_slat", CLAT),
                    Map.entry("gtod_reduce", CLAT),
                    Map.entry("stats", CLAT),
                    Map.entry("unified_rw_reporting", "berth keeps reads and writes apart"),
                    Map.entry("number_ios", LENGTH),
                    Map.entry("io_size", LENGTH),
                    Map.entry("io_limit", LENGTH),
                    Map.entry("loops", LENGTH),
                    Map.entry("steadystate", LENGTH),
                    Map.entry("ss", LENGTH),
                    Map.entry("create_only", LENGTH),
                    Map.entry("verify_only", LENGTH),
                    Map.entry("exitall", LENGTH),
                    Map.entry("exit_what", LENGTH),
                    Map.entry("continue_on_error", "a case with I/O errors does not count"),
                    Map.entry("ignore_error", "a case with I/O errors does not count"),
                    Map.entry("error_dump", "a case with I/O errors does not count"));

    /** Switches that are harmless when they are off. */
    static final Set<String> HARMLESS_AT_ZERO =
            Set.of(
                    "stonewall",
                    "wait_for_previous",
                    "new_group",
                    "disable_lat",
                    "disable_clat",
                    "disable_slat",
                    "gtod_reduce",
                    "unified_rw_reporting",
                    "startdelay",
                    "exitall",
                    "create_only",
                    "verify_only",
                    "continue_on_error");

    /** Any of these fixes what a write's buffer holds. */
    static final Set<String> BUFFER_OPTIONS =
            Set.of(
                    "refill_buffers",
                    "scramble_buffers",
                    "zero_buffers",
                    "buffer_pattern",
                    "buffer_compress_percentage",
                    "buffer_compress_chunk",
                    "dedupe_percentage",
                    "verify");

    /** Any of these limits the rate. */
    static final Set<String> RATE_OPTIONS =
            Set.of("rate", "rate_iops", "rate_min", "rate_iops_min");

    private JobRules() {}
}

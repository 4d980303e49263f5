package io.berth.fio;

import io.berth.fio.JobText.Option;
import io.berth.fio.JobText.Section;
import io.berth.plan.Workload;
import io.berth.profile.CacheMode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The job of a guest's twin at the layer host: what {@link JobFiles} has the guest's fio do, on a
 * file, as a job file for berth's own engine.
 *
 * <p>Its page cache and flushes are those that QEMU's cache mode has:
 *
 * <ul>
 *   <li>none and directsync open the file with O_DIRECT, the others go through the page cache;
 *   <li>writethrough and directsync make every write stable before it completes. QEMU does it by a
 *       flush after each write, inside that write's request (block-backend.c sets BDRV_REQ_FUA
 *       where a device has no write cache; block/io.c then flushes after the driver's write; from
 *       10.0 file-posix.c writes with RWF_DSYNC). O_DSYNC is that: the write's own latency has the
 *       flush in it, and writes in flight flush side by side. fio's {@code fdatasync=1} would count
 *       the flush apart from the write. The guest's kernel sends a disk without a write cache no
 *       flushes, so those that the workload asks for are left out;
 *   <li>unsafe flushes never: QEMU ignores what guests ask for (cache.no-flush);
 *   <li>none and writeback flush when the workload does.
 * </ul>
 *
 * @param text the job file
 * @param origins where each line of it comes from, in words; empty for berth's own
 */
public record TwinJob(String text, List<String> origins) {

    /** fio's engines that keep one I/O in flight: pread and pwrite do what they do. */
    private static final List<String> SYNCHRONOUS =
            List.of("psync", "sync", "vsync", "pvsync", "pvsync2");

    /** Those that keep a queue. What a guest's engine is, is no property of the storage. */
    private static final List<String> QUEUED = List.of("libaio", "io_uring", "posixaio");

    private static final List<String> FLUSHES =
            List.of("fsync", "fdatasync", "end_fsync", "fsync_on_close", "sync", "sync_file_range");

    private static final String CACHE = "the disk's cache mode decides";

    /** Left out of the workload for a file at the host, with the reason. */
    private static final Map<String, String> REPLACED =
            Map.of(
                    "filename", "the twin's file",
                    "direct", CACHE,
                    "buffered", CACHE,
                    "invalidate", "the profile's page_cache counts",
                    "thread", "the engine's jobs are threads");

    public TwinJob {
        origins = List.copyOf(origins);
    }

    /**
     * Writes the job of one twin.
     *
     * @param file what it works on, of the disk's size
     * @param fileBytes its size
     * @param seed the guest's, from {@link JobFiles#seed}
     * @throws FioException if the workload cannot run at the host, with file and line if it is a
     *     job file
     */
    public static TwinJob write(
            Workload workload, CacheMode cache, Path file, long fileBytes, long seed) {
        return new Writer(workload, cache).write(file, fileBytes, seed);
    }

    /** How the twin's data is flushed under a cache mode, in words. */
    public static String flushRule(CacheMode cache) {
        if (cache.noFlush()) {
            return "never";
        }
        return cache.writeCache() ? "as the workload asks" : "with each write (O_DSYNC)";
    }

    /** Where a line of the text comes from, in words: {@code mine.fio:12}; empty if berth's own. */
    public String origin(int line) {
        return line < 1 || line > origins.size() ? "" : origins.get(line - 1);
    }

    /** Collects the lines. */
    private static final class Writer {
        private final Workload workload;
        private final CacheMode cache;
        private final JobText jobs;
        private final List<String> lines = new ArrayList<>();
        private final List<String> origins = new ArrayList<>();

        Writer(Workload workload, CacheMode cache) {
            this.workload = workload;
            this.cache = cache;
            this.jobs = JobFiles.text(workload);
        }

        TwinJob write(Path file, long fileBytes, long seed) {
            line("; job.fio, written by berth for its own engine: a guest's twin at the host");
            line("; Lines marked 'workload' are the profile's or the job file's.");
            line("[global]");
            line("; defaults, which a workload may change");
            option("ioengine", "io_uring", "the engine steps down, and says so, without it");
            if (JobRules.BUFFER_OPTIONS.stream().noneMatch(this::set)) {
                option("refill_buffers", "1", "new random data for each write, as in the guest");
            }
            option(
                    "size",
                    set("offset") ? "100%" : Long.toString(fileBytes),
                    "all of the file, as the guest has all of the disk");
            boolean fixed = false;
            for (Section section : jobs.sections()) {
                if (!section.global() && !fixed) {
                    fixed(file, seed);
                    fixed = true;
                }
                if (section.global() && fixed) {
                    line("[global]");
                } else if (!section.global()) {
                    line("[" + section.name() + "]");
                }
                workloadOptions(section);
            }
            return new TwinJob(String.join("\n", lines) + "\n", origins);
        }

        private void fixed(Path file, long seed) {
            line("; set in any case");
            // fio's file names are a list set off by colons.
            option("filename", file.toString().replace(":", "\\:"), "the twin of a guest's disk");
            option("allow_file_create", "0", "it is there already");
            option("direct", cache.direct() ? "1" : "0", "cache=" + cache.word());
            option("invalidate", "0", "the page cache is as the profile has it");
            flushes().forEach((key, value) -> option(key, value, "cache=" + cache.word()));
            option("time_based", "1", "begin again at the end until runtime is over");
            option("ramp_time", ms(workload.rampTime()), "load that is not measured");
            option("runtime", ms(workload.runtime()), "measured");
            option("randrepeat", "0", "a seed of its own");
            option("randseed", Long.toString(seed), "that of the guest");
        }

        private Map<String, String> flushes() {
            Map<String, String> flushes = new LinkedHashMap<>();
            if (!keepsFlushes()) {
                flushes.put("sync", cache.noFlush() ? "none" : "dsync");
            }
            return flushes;
        }

        private boolean keepsFlushes() {
            return cache.writeCache() && !cache.noFlush();
        }

        private void workloadOptions(Section section) {
            for (Option option : section.options()) {
                String replaced = replaced(option.key());
                if (!replaced.isEmpty()) {
                    line("; " + option.text() + " left out: " + replaced);
                } else if (option.key().equals("ioengine")) {
                    line(ioengine(option) + " ; workload", origin(option));
                } else {
                    line(option.text() + " ; workload", origin(option));
                }
            }
        }

        private String replaced(String key) {
            if (FLUSHES.contains(key) && !keepsFlushes()) {
                return "cache=" + cache.word() + " flushes " + flushRule(cache);
            }
            return REPLACED.getOrDefault(key, JobRules.REPLACED.getOrDefault(key, ""));
        }

        private String ioengine(Option option) {
            if (SYNCHRONOUS.contains(option.value())) {
                return "ioengine=psync";
            }
            if (QUEUED.contains(option.value())) {
                return "ioengine=io_uring";
            }
            throw new FioException(
                    origin(option)
                            + ": the host's engine has no "
                            + option.text()
                            + "; give it one of "
                            + String.join(", ", QUEUED)
                            + ", "
                            + String.join(", ", SYNCHRONOUS)
                            + ", or measure it with layers: [guest]");
        }

        private String origin(Option option) {
            return option.line() == 0
                    ? "workload " + workload.name()
                    : jobs.file() + ":" + option.line();
        }

        private boolean set(String key) {
            return jobs.sections().stream().anyMatch(s -> s.option(key).isPresent());
        }

        private void option(String key, String value, String comment) {
            line(key + "=" + value + " ; " + comment);
        }

        private void line(String line) {
            line(line, "");
        }

        private void line(String line, String origin) {
            lines.add(line);
            origins.add(origin);
        }

        private static String ms(Duration duration) {
            return duration.toMillis() + "ms";
        }
    }
}

package io.berth.fio;

import io.berth.fio.JobText.Option;
import io.berth.fio.JobText.Section;
import io.berth.plan.Workload;
import io.berth.units.ByteSize;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Job files from workloads: every value that berth sets is in the file, with a comment.
 *
 * <p>A file is a {@code [global]} section with berth's defaults, then what the workload says, then
 * what berth sets in any case; then the jobs. In fio the last value of an option counts.
 */
public final class JobFiles {

    /**
     * Load after the measured time. fio drops the last partial second of its histogram log, and
     * guests start some milliseconds apart; with it every guest covers the window with whole rows.
     */
    public static final Duration COOL_DOWN = Duration.ofSeconds(1);

    private static final String HIST_LOG = "berth";
    private static final String DEFAULT_ENGINE = "libaio";
    private static final Pattern UNSAFE_IN_NAME = Pattern.compile("[^A-Za-z0-9_-]+");
    private static final Pattern OPTION_NAME = Pattern.compile("[a-z][a-z0-9_]*");

    private final Workload workload;
    private final @Nullable String device;
    private final long deviceBytes;
    private final long seed;
    private final @Nullable GuestFio fio;
    private final JobText text;
    private final StringBuilder out = new StringBuilder();

    private JobFiles(
            Workload workload,
            @Nullable String device,
            long deviceBytes,
            long seed,
            @Nullable GuestFio fio) {
        this.workload = workload;
        this.device = device;
        this.deviceBytes = deviceBytes;
        this.seed = seed;
        this.fio = fio;
        this.text = text(workload);
    }

    /**
     * Writes the job of one guest.
     *
     * @param device the disk in the guest, {@code /dev/vda}
     * @param deviceBytes its size
     * @param seed fio's randseed, from {@link #seed}
     * @param directory a writable directory in the guest, {@code /run/berth}
     * @throws FioException if the workload cannot run, with file and line if it is a job file
     */
    public static GuestJob write(
            Workload workload,
            String device,
            long deviceBytes,
            long seed,
            String directory,
            GuestFio fio) {
        if (seed < 1) {
            throw new IllegalArgumentException("fio's jobs all do the same with seed " + seed);
        }
        if (!directory.matches("/[A-Za-z0-9_./-]+")) {
            throw new IllegalArgumentException("'" + directory + "' needs quoting in a shell");
        }
        JobFiles files = new JobFiles(workload, device, deviceBytes, seed, fio);
        int jobs = files.check();
        List<String> histLogs = new ArrayList<>();
        for (int job = 1; job <= jobs; job++) {
            histLogs.add(HIST_LOG + "_clat_hist." + job + ".log");
        }
        return new GuestJob(
                files.render(directory, device, fio), Gate.script(), directory, jobs, histLogs);
    }

    /**
     * Checks a workload before there is any guest: all that {@link #write} checks but the guest's
     * engines and its disk's name.
     *
     * @throws FioException if the workload cannot run, with file and line if it is a job file
     */
    public static void check(Workload workload, long deviceBytes) {
        new JobFiles(workload, null, deviceBytes, 1, null).check();
    }

    /** The seed of one guest (from 1), positive, from the seed of the case's block. */
    public static long seed(long blockSeed, int guest) {
        // Steele, Lea, Flood: SplitMix64; neighbouring inputs give unrelated seeds.
        long z = blockSeed + guest * 0x9e3779b97f4a7c15L;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        // fio's parser takes a long; 31 bits are plenty and easy to copy.
        return Math.max(1, (z ^ (z >>> 31)) >>> 33);
    }

    /** A workload as sections, an inline one as a single job. */
    static JobText text(Workload workload) {
        if (workload.jobFile() != null) {
            return JobText.parse(workload.jobFile().file(), workload.jobFile().text());
        }
        List<Option> options = new ArrayList<>();
        workload.options()
                .forEach(
                        (key, value) -> {
                            if (!OPTION_NAME.matcher(key).matches()
                                    || value.isBlank()
                                    || value.chars().anyMatch(c -> c < ' ' || c == ';' || c == '#')
                                    || value.contains("${")) {
                                throw new FioException(
                                        "workload "
                                                + workload.name()
                                                + ": '"
                                                + key
                                                + "="
                                                + value
                                                + "' cannot stand in a fio job file");
                            }
                            options.add(new Option(key, value, 0));
                        });
        return new JobText("", List.of(new Section(workload.name(), 0, options)));
    }

    /** Refuses what cannot be measured; gives the number of jobs. */
    private int check() {
        if (workload.runtime().compareTo(Duration.ofSeconds(1)) < 0) {
            throw new FioException(
                    "workload "
                            + workload.name()
                            + ": a runtime under 1s cannot be measured, as fio's histograms are"
                            + " kept by the second");
        }
        text.sections().forEach(s -> s.options().forEach(o -> check(o)));
        int jobs = 0;
        List<Option> inherited = new ArrayList<>();
        for (Section section : text.sections()) {
            if (section.global()) {
                inherited.addAll(section.options());
            } else {
                List<Option> all = new ArrayList<>(inherited);
                all.addAll(section.options());
                jobs += numjobs(all);
                checkSize(all);
                checkRate(all);
            }
        }
        return jobs;
    }

    private void check(Option option) {
        String key = option.key();
        String refusal = JobRules.REFUSED.get(key);
        boolean off = option.value().equals("0") && JobRules.HARMLESS_AT_ZERO.contains(key);
        if (refusal != null && !off) {
            throw at(option, "remove " + option.text() + ": " + refusal);
        }
        if ((key.equals("rw") || key.equals("readwrite")) && option.value().contains("trim")) {
            throw at(option, "remove " + option.text() + ": " + JobRules.TRIM);
        }
        if (key.equals("filename") && device != null && !option.value().equals(device)) {
            throw at(
                    option,
                    "remove "
                            + option.text()
                            + ": berth gives the jobs the guest's disk under test, "
                            + device);
        }
        if (key.equals("ioengine")
                && fio != null
                && !fio.engines().contains(engine(option.value()))) {
            throw at(option, missingEngine(fio, option.value()));
        }
    }

    private static String engine(String value) {
        int colon = value.indexOf(':');
        return colon < 0 ? value : value.substring(0, colon);
    }

    private static String missingEngine(GuestFio fio, String engine) {
        return "fio "
                + fio.version()
                + " in the guest has no ioengine "
                + engine
                + "; it has "
                + String.join(", ", fio.engines());
    }

    private int numjobs(List<Option> options) {
        Option option = last(options, "numjobs");
        if (option == null) {
            return 1;
        }
        try {
            int jobs = Integer.parseInt(option.value());
            if (jobs >= 1 && jobs <= 1024) {
                return jobs;
            }
        } catch (NumberFormatException e) {
            throw at(option, "numjobs is a number from 1 to 1024, not '" + option.value() + "'", e);
        }
        throw at(option, "numjobs is a number from 1 to 1024, not '" + option.value() + "'");
    }

    private void checkSize(List<Option> options) {
        long end = 0;
        for (String key : List.of("size", "offset")) {
            Option option = last(options, key);
            if (option == null || option.value().endsWith("%")) {
                continue;
            }
            try {
                end = Math.addExact(end, ByteSize.parse(option.value()).bytes());
            } catch (ArithmeticException | IllegalArgumentException e) {
                throw at(option, key + " is no size: " + e.getMessage(), e);
            }
            if (end > deviceBytes) {
                throw at(
                        option,
                        key
                                + "="
                                + option.value()
                                + " goes beyond the disk of "
                                + deviceBytes
                                + " bytes: raise disk.size or lower "
                                + key);
            }
        }
    }

    /**
     * fio 3.33 compares the time since the start, ramp included, with runtime when it waits for the
     * rate (io_u.c, rate_ddir), and then keeps no latencies at all.
     */
    private void checkRate(List<Option> options) {
        for (String key : JobRules.RATE_OPTIONS) {
            Option option = last(options, key);
            if (option != null && workload.rampTime().compareTo(workload.runtime()) >= 0) {
                throw at(
                        option,
                        "with "
                                + key
                                + " fio measures nothing unless runtime ("
                                + workload.runtime().toMillis()
                                + "ms) is longer than ramp_time ("
                                + workload.rampTime().toMillis()
                                + "ms)");
            }
        }
    }

    private static @Nullable Option last(List<Option> options, String key) {
        Option found = null;
        for (Option option : options) {
            found = option.key().equals(key) ? option : found;
        }
        return found;
    }

    private FioException at(Option option, String message) {
        return at(option, message, null);
    }

    private FioException at(Option option, String message, @Nullable Throwable cause) {
        String where =
                option.line() == 0
                        ? "workload " + workload.name() + ": "
                        : text.file() + ":" + option.line() + ": ";
        return new FioException(where + message, cause);
    }

    private String render(String directory, String disk, GuestFio fio) {
        line("; job.fio, written by berth for fio " + fio.version());
        line("; Lines marked 'workload' are the profile's or the job file's; all others berth's.");
        line("[global]");
        line("; defaults, which a workload may change");
        if (!set("ioengine") && !fio.engines().contains(DEFAULT_ENGINE)) {
            throw new FioException(
                    "workload "
                            + workload.name()
                            + ": "
                            + missingEngine(fio, DEFAULT_ENGINE)
                            + "; give the workload one of them");
        }
        option("ioengine", DEFAULT_ENGINE, "Linux native asynchronous I/O");
        option("direct", "1", "O_DIRECT in the guest: past its page cache");
        option("thread", "0", "jobs are processes, as fio's default; threads save no memory");
        if (JobRules.BUFFER_OPTIONS.stream().noneMatch(this::set)) {
            option("refill_buffers", "1", "new random data for each write: incompressible");
        } else {
            line("; no refill_buffers: the workload says what its buffers hold");
        }
        if (set("offset")) {
            option("size", "100%", "all of the disk's " + deviceBytes + " bytes from offset on");
        } else {
            option("size", Long.toString(deviceBytes), "the whole disk");
        }
        for (Section section : text.sections()) {
            if (!section.global()) {
                renderFixed(directory, disk);
                break;
            }
            workloadOptions(section);
        }
        jobs();
        return out.toString();
    }

    private void renderFixed(String directory, String disk) {
        line("; set in any case");
        option("filename", disk, "the disk under test, raw");
        option("allow_file_create", "0", "a missing disk is an error, not a new file in memory");
        option("time_based", "1", "begin again at the end of the disk until runtime is over");
        option("ramp_time", ms(workload.rampTime()), "load that is not measured");
        option(
                "runtime",
                ms(workload.runtime().plus(COOL_DOWN)),
                ms(workload.runtime()) + " measured and " + ms(COOL_DOWN) + " of cool-down");
        option("randrepeat", "0", "else every guest does the same");
        option("randseed", Long.toString(seed), "this guest's");
        option("clat_percentiles", "1", "histograms of completion latency");
        option("lat_percentiles", "1", "and of total latency");
        option("percentile_list", "50:90:95:99:99.9:99.99", "printed; histograms keep all");
        option("write_hist_log", HIST_LOG, "completion latencies, second by second");
        option("log_hist_msec", Integer.toString(Stream.INTERVAL_MS), "a row a second");
        option("log_unix_epoch", "1", "rows in ms of CLOCK_REALTIME");
        option("per_job_logs", "1", "a log a job");
        option("group_reporting", "0", "each job apart; berth adds them up");
        option("exec_prerun", "sh " + directory + "/gate", "wait for the common start");
    }

    private void jobs() {
        Set<String> names = new HashSet<>();
        boolean seenJob = false;
        for (Section section : text.sections()) {
            if (section.global()) {
                if (seenJob) {
                    line("[global]");
                    workloadOptions(section);
                }
                continue;
            }
            seenJob = true;
            // fio puts the name into a shell command and a file name (JOB.prerun.txt).
            String safe = UNSAFE_IN_NAME.matcher(section.name()).replaceAll("_");
            safe = safe.isEmpty() || safe.equals("global") || safe.startsWith("-") ? "job" : safe;
            String name = safe;
            for (int i = 2; !names.add(name); i++) {
                name = safe + "_" + i;
            }
            line(
                    "["
                            + name
                            + "]"
                            + (name.equals(section.name()) ? "" : " ; " + printable(section)));
            workloadOptions(section);
        }
    }

    private static String printable(Section section) {
        return section.name().replaceAll("\\p{Cntrl}", " ");
    }

    private void workloadOptions(Section section) {
        for (Option option : section.options()) {
            String replaced = JobRules.REPLACED.get(option.key());
            if (replaced != null) {
                line("; " + option.text() + " left out: " + replaced);
            } else {
                line(option.text() + " ; workload");
            }
        }
    }

    private boolean set(String key) {
        return text.sections().stream().anyMatch(s -> s.option(key).isPresent());
    }

    private void option(String key, String value, String comment) {
        line(key + "=" + value + " ; " + comment);
    }

    private void line(String line) {
        out.append(line).append('\n');
    }

    private static String ms(Duration duration) {
        return duration.toMillis() + "ms";
    }
}

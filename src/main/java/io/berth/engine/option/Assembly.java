package io.berth.engine.option;

import io.berth.engine.job.Files;
import io.berth.engine.job.IoEngine;
import io.berth.engine.job.Job;
import io.berth.engine.option.Sections.Section;
import io.berth.engine.output.Printing;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Makes jobs of sections: clones, stages, groups, seeds, names of files. */
final class Assembly {

    private static final int JOBS_MAX = 4096;

    private final Sections sections;
    private final LongSupplier entropy;
    private final boolean readOnly;
    private final List<Job> jobs = new ArrayList<>();
    private final List<Map<String, String>> written = new ArrayList<>();
    private final Set<String> notes = new LinkedHashSet<>();
    private @Nullable Long drawnSeed;

    Assembly(Sections sections, LongSupplier entropy, boolean readOnly) {
        this.sections = sections;
        this.entropy = entropy;
        this.readOnly = readOnly;
    }

    Reading reading() {
        int stage = 0;
        int group = 0;
        for (Section section : sections.jobs()) {
            Settings settings = section.settings();
            boolean waits = settings.get(JobOptions.STONEWALL) || section.stonewall();
            if (!jobs.isEmpty()) {
                stage += waits ? 1 : 0;
                group += waits || settings.get(JobOptions.NEW_GROUP) ? 1 : 0;
            }
            add(section, stage, group);
        }
        return new Reading(jobs, written, sections.globalWritten(), printing(), List.copyOf(notes));
    }

    /** Results are printed in one way: what is asked for by one job is meant for all. */
    private Printing printing() {
        Settings first = sections.jobs().getFirst().settings();
        for (Section section : sections.jobs()) {
            for (Option<?> option : PrintOptions.ALIKE) {
                if (!section.settings().get(option).equals(first.get(option))) {
                    throw (section.settings().has(option)
                                    ? section.settings().place(option)
                                    : section.place())
                            .error(option.name() + " is for all jobs alike: put it into [global]");
                }
            }
        }
        long grouped =
                sections.jobs().stream()
                        .filter(s -> s.settings().get(PrintOptions.GROUP_REPORTING))
                        .count();
        if (grouped > 0 && grouped < sections.jobs().size()) {
            notes.add("group_reporting is set by a job: it is for all jobs");
        }
        return new Printing(
                grouped > 0,
                first.get(PrintOptions.SLAT_PERCENTILES),
                first.get(PrintOptions.CLAT_PERCENTILES),
                first.get(PrintOptions.LAT_PERCENTILES),
                first.get(PrintOptions.PERCENTILE_LIST));
    }

    private void add(Section section, int stage, int group) {
        Settings settings = section.settings();
        String name =
                section.written().containsKey("name")
                        ? settings.get(JobOptions.NAME)
                        : section.name();
        Parts parts = new Parts(settings, section.place());
        if (readOnly && parts.access().rw().writes()) {
            throw parts.error(AccessOptions.RW, "it writes, and --readonly forbids that");
        }
        notes(name, settings, parts);
        int clones = settings.get(JobOptions.NUMJOBS);
        if (jobs.size() + clones > JOBS_MAX) {
            throw parts.error(JobOptions.NUMJOBS, "there are more than " + JOBS_MAX + " jobs");
        }
        for (int number = 0; number < clones; number++) {
            jobs.add(
                    new Job(
                            name,
                            number,
                            group,
                            stage,
                            files(section, name, number, parts),
                            parts.access(),
                            parts.queue(),
                            parts.rate(),
                            parts.sync(),
                            parts.timing(),
                            parts.verify(),
                            parts.buffers(),
                            seed(settings)));
            written.add(section.written());
        }
    }

    private void notes(String name, Settings settings, Parts parts) {
        int depth = settings.get(QueueOptions.IODEPTH);
        IoEngine engine = settings.get(QueueOptions.IOENGINE);
        if (depth > 1 && engine != IoEngine.IO_URING) {
            notes.add(
                    name
                            + ": "
                            + engine.word()
                            + " does one I/O at a time: iodepth is 1, not "
                            + depth);
        }
        if (parts.alignedApart() && !settings.get(AccessOptions.NORANDOMMAP)) {
            notes.add(name + ": blockalign other than bs implies norandommap");
        }
        if (settings.has(AccessOptions.BSSPLIT)
                && (settings.has(AccessOptions.BSRANGE) || settings.has(AccessOptions.BS_OPTION))) {
            notes.add(name + ": bssplit counts, not bs or bsrange");
        }
    }

    /** The seed of the next job: those of one base are far apart, and are the same each time. */
    private long seed(Settings settings) {
        long base;
        if (settings.has(JobOptions.RANDSEED) || settings.get(JobOptions.RANDREPEAT)) {
            base = settings.get(JobOptions.RANDSEED);
        } else {
            if (drawnSeed == null) {
                drawnSeed = entropy.getAsLong() & Long.MAX_VALUE;
                notes.add(
                        "randrepeat=0: the seed is "
                                + drawnSeed
                                + "; randseed="
                                + drawnSeed
                                + " repeats it");
            }
            base = drawnSeed;
        }
        return mixed(base, jobs.size() + 1);
    }

    /** SplitMix64 (Steele, Lea, Flood 2014): the n-th number of the sequence that base begins. */
    static long mixed(long base, int n) {
        long z = base + n * 0x9e3779b97f4a7c15L;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }

    private Files files(Section section, String name, int number, Parts parts) {
        Settings settings = section.settings();
        return new Files(
                paths(settings, name, number, parts),
                settings.has(TargetOptions.SIZE) ? settings.get(TargetOptions.SIZE) : null,
                settings.get(TargetOptions.FILESIZE),
                parts.offset(number),
                0,
                settings.get(TargetOptions.FILE_SERVICE_TYPE),
                settings.get(TargetOptions.FALLOCATE),
                settings.get(TargetOptions.ALLOW_FILE_CREATE),
                readOnly,
                settings.get(TargetOptions.OVERWRITE) || parts.access().rw().reads(),
                settings.get(TargetOptions.INVALIDATE),
                settings.get(TargetOptions.UNLINK));
    }

    private static List<Path> paths(Settings settings, String name, int number, Parts parts) {
        List<String> names = settings.get(TargetOptions.FILENAME);
        int count = settings.get(TargetOptions.NRFILES);
        if (!names.isEmpty() && settings.has(TargetOptions.NRFILES) && count != names.size()) {
            throw parts.error(
                    TargetOptions.NRFILES,
                    "filename names " + names.size() + ": leave nrfiles out");
        }
        if (names.isEmpty()) {
            names = madeUp(settings, name, number, count);
        }
        List<String> directories = settings.get(TargetOptions.DIRECTORY);
        if (directories.isEmpty()) {
            return names.stream().map(Path::of).toList();
        }
        String directory = directories.get(number % directories.size());
        return names.stream().map(n -> Path.of(directory, n)).toList();
    }

    private static List<String> madeUp(Settings settings, String name, int number, int count) {
        Path itself = Path.of(name);
        // As fio: a section may be named by the device that it works on.
        if (count == 1
                && java.nio.file.Files.exists(itself)
                && !java.nio.file.Files.isRegularFile(itself)
                && !java.nio.file.Files.isDirectory(itself)) {
            return List.of(name);
        }
        String format = settings.get(TargetOptions.FILENAME_FORMAT);
        if (format.contains("$clientuid")) {
            throw settings.place(TargetOptions.FILENAME_FORMAT)
                    .error("berth's engine has no network clients: leave $clientuid out");
        }
        List<String> names = new ArrayList<>();
        for (int file = 0; file < count; file++) {
            names.add(
                    format.replace("$jobname", name)
                            .replace("$jobnum", Integer.toString(number))
                            .replace("$filenum", Integer.toString(file)));
        }
        return names;
    }
}

package io.berth.cli;

import io.berth.calibration.Calibration;
import io.berth.calibration.CalibrationFiles;
import io.berth.calibration.Certificate;
import io.berth.calibration.Grid;
import io.berth.calibration.Row;
import io.berth.calibration.RowVerdict.Outcome;
import io.berth.calibration.Schedule;
import io.berth.host.Commands;
import io.berth.host.HostException;
import io.berth.host.Tenants;
import io.berth.report.CalibrationPages;
import io.berth.results.RunDirectory;
import io.berth.run.Calibrator;
import io.berth.run.Interruption;
import io.berth.units.ByteSize;
import io.berth.units.Durations;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code berth calibrate}: berth's engine next to the host's fio, in alternating pairs. */
@Command(
        name = "calibrate",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        header = "Hold berth's engine against the host's fio, and certify it.",
        description = {
            "",
            "Both run the same workloads on one file, in turns, as processes whose command",
            "lines anyone can repeat. Prints and stores the ratios of IOPS, latency and CPU",
            "per I/O, a verdict for each row, and a page: calibration.html. The plan is",
            "printed first. Ctrl-C keeps the finished pairs.",
            ""
        })
final class CalibrateCommand implements Callable<Integer> {

    private static final Duration RAMP = Duration.ofSeconds(1);
    private static final Duration RUNTIME = Duration.ofSeconds(2);
    private static final Duration QUICK_RAMP = Duration.ofMillis(500);
    private static final Duration QUICK_RUNTIME = Duration.ofSeconds(1);
    private static final int QUICK_PAIRS = 3;
    private static final Duration VERSION_LIMIT = Duration.ofSeconds(15);

    @Spec private CommandSpec spec;

    @Mixin private ReportOptions options;

    @Parameters(
            arity = "0..1",
            paramLabel = "DIR",
            defaultValue = "work",
            description = "directory on the storage to use (default: ${DEFAULT-VALUE})")
    private Path directory;

    @Option(
            names = "--grid",
            paramLabel = "ROWS",
            description = "default, quick, full, or names of rows, separated by commas")
    private @Nullable String grid;

    @Option(
            names = "--quick",
            description = "a look in under 3 minutes: fewer rows and pairs, no verdicts")
    private boolean quick;

    @Option(
            names = "--pairs",
            paramLabel = "N",
            description = "pairs in each row (default: 7, the fewest for a verdict)")
    private @Nullable Integer pairs;

    @Option(names = "--runtime", paramLabel = "TIME", description = "of each run (default: 2s)")
    private @Nullable String runtime;

    @Option(names = "--ramp_time", paramLabel = "TIME", description = "before it (default: 1s)")
    private @Nullable String rampTime;

    @Option(names = "--size", paramLabel = "SIZE", description = "of the file (default: 8GiB)")
    private @Nullable String size;

    @Option(
            names = "--randseed",
            paramLabel = "N",
            defaultValue = "42",
            description = "of offsets, and of who begins (default: ${DEFAULT-VALUE})")
    private long seed;

    @Option(names = "--plan", description = "print rows, time and room, and do nothing")
    private boolean planOnly;

    @Option(
            names = "--fio-against-itself",
            description = "fio on both sides: what this host can tell apart")
    private boolean againstItself;

    @Option(
            names = "--render",
            paramLabel = "RESULT",
            description = "make the page of a stored calibration again")
    private @Nullable Path render;

    @Option(
            names = "--beside-tenants",
            description = "measure next to foreign guests or load; without verdicts then")
    private boolean besideTenants;

    @Option(names = "--keep", description = "leave the file in DIR")
    private boolean keep;

    @Option(
            names = "--no-install",
            description = "name missing system packages in place of installing them")
    private boolean noInstall;

    @Override
    public Integer call() {
        if (render != null) {
            return written(new CalibrationFiles(render));
        }
        Schedule schedule = schedule();
        var out = spec.commandLine().getOut();
        CalibrationText text = new CalibrationText(out, schedule);
        if (planOnly) {
            text.plan();
            return ExitCode.DONE;
        }
        CalibrationPages.checkTemplate(options.templates());
        // What is missing is said before a plan that could not be kept.
        Commands.runChecked(VERSION_LIMIT, "fio", "--version");
        text.plan();
        List<String> tenants = tenants();
        String id = RunDirectory.newRunId("calibration", Instant.now());
        try (Interruption interruption = Interruption.watch()) {
            RunDirectory results = RunDirectory.create(options.results(), id);
            CalibrationFiles files = new CalibrationFiles(results.path());
            Calibrator calibrator =
                    new Calibrator(
                            id,
                            schedule,
                            files,
                            Program.commandLine(),
                            tenants,
                            text,
                            interruption);
            calibrate(calibrator, files);
            int[] code = new int[1];
            interruption.shielded(() -> code[0] = written(files));
            return code[0];
        }
    }

    /** Leaves no empty directory behind when nothing could be measured. */
    private void calibrate(Calibrator calibrator, CalibrationFiles files) {
        try {
            calibrator.run(keep);
        } catch (HostException e) {
            if (!Files.exists(files.json())) {
                Directories.removeEmpty(files.path());
            }
            throw e;
        }
    }

    private int written(CalibrationFiles files) {
        Calibration calibration = files.read();
        Certificate certificate = CalibrationPages.write(files, options.templates());
        var out = spec.commandLine().getOut();
        out.println();
        out.println(certificate.headline());
        certificate.explanations().forEach(out::println);
        out.println(files.html());
        out.flush();
        if (certificate.outcome() == Outcome.FAILED) {
            return ExitCode.CASES_FAILED;
        }
        return calibration.state() == Calibration.State.COMPLETE
                ? ExitCode.DONE
                : ExitCode.CASES_FAILED;
    }

    private List<String> tenants() {
        List<String> found = Tenants.look(List.of(directory), Set.of()).found();
        if (!found.isEmpty() && !besideTenants) {
            throw new HostException(
                    "berth is not alone on this host: " + String.join("; ", found),
                    "calibrate when it is idle, or accept it, without verdicts, with"
                            + " --beside-tenants");
        }
        return found;
    }

    private Schedule schedule() {
        List<Row> rows =
                checked(() -> Grid.of(grid == null ? quick ? "quick" : Grid.DEFAULT : grid));
        boolean cached = rows.stream().anyMatch(Row::cached);
        boolean plain = rows.stream().anyMatch(row -> !row.cached());
        long fileBytes = fileBytes();
        int count = pairs == null ? quick ? QUICK_PAIRS : Schedule.VERDICT_PAIRS : pairs;
        if (count < 1 || count > 1000) {
            throw wrong("--pairs " + count + ": write 1 to 1000");
        }
        Path absolute = directory.toAbsolutePath().normalize();
        return new Schedule(
                rows,
                count,
                time("--ramp_time", rampTime, quick ? QUICK_RAMP : RAMP, true),
                time("--runtime", runtime, quick ? QUICK_RUNTIME : RUNTIME, false),
                seed,
                absolute.resolve("berth-calibration.dat"),
                plain ? fileBytes : 0,
                absolute.resolve("berth-calibration-cached.dat"),
                cached ? Schedule.CACHED_BYTES : 0,
                againstItself);
    }

    private long fileBytes() {
        String given = size;
        if (given == null) {
            return quick ? Schedule.QUICK_FILE_BYTES : Schedule.FILE_BYTES;
        }
        long bytes = checked(() -> ByteSize.parse(given)).bytes();
        if (bytes < Schedule.FILE_BYTES_MIN || bytes % (1 << 20) != 0) {
            throw wrong("--size " + given + ": write whole MiB, at least 64MiB");
        }
        return bytes;
    }

    private Duration time(String name, @Nullable String given, Duration otherwise, boolean none) {
        if (given == null) {
            return otherwise;
        }
        Duration parsed = checked(() -> Durations.parse(given));
        if (parsed.compareTo(Duration.ofHours(1)) > 0 || (parsed.isZero() && !none)) {
            throw wrong(name + " " + given + ": write 500ms to 1h");
        }
        return parsed;
    }

    private <T> T checked(Supplier<T> parsed) {
        try {
            return parsed.get();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}

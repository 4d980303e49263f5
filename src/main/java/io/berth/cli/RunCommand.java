package io.berth.cli;

import io.berth.guest.GuestException;
import io.berth.host.Commands;
import io.berth.host.HostException;
import io.berth.host.Preflight;
import io.berth.host.Preflight.Problem;
import io.berth.plan.Plan;
import io.berth.report.ReportException;
import io.berth.report.Reports;
import io.berth.results.Json;
import io.berth.results.ResultsException;
import io.berth.results.RunData;
import io.berth.results.RunDirectory;
import io.berth.results.RunLock;
import io.berth.results.RunReader;
import io.berth.run.Interruption;
import io.berth.run.RunSettings;
import io.berth.run.Runner;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code berth run}: measures what a profile asks for, and reports it. */
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        header = "Measure what a profile asks for, in real guests, and report it.",
        description = {
            "",
            "Ctrl-C ends it within seconds, with a report of what was measured; --resume",
            "goes on with it. Cases that failed are not measured again.",
            ""
        })
final class RunCommand implements Callable<Integer> {

    @Spec private CommandSpec spec;

    @Mixin private ReportOptions options;

    @Parameters(arity = "0..1", paramLabel = "PROFILE", description = "the profile, a YAML file")
    private @Nullable Path profile;

    @Option(
            names = "--run-id",
            paramLabel = "ID",
            description = "the new run's name (default: the profile's name and the UTC time)")
    private @Nullable String runId;

    @Option(
            names = "--resume",
            paramLabel = "ID",
            description = "go on with a run that was ended, by its id or directory")
    private @Nullable String resume;

    @Option(
            names = "--storage",
            paramLabel = "DIR",
            description = "directory on the storage under test, in place of the profile's")
    private @Nullable Path storage;

    @Option(
            names = "--beside-tenants",
            description = "measure next to foreign guests or load, and show them in the report")
    private boolean besideTenants;

    @Option(
            names = "--keep-images",
            description = "leave the disk images in the storage directory when the run ends")
    private boolean keepImages;

    @Option(
            names = "--allow-overwrite",
            paramLabel = "NAME",
            description =
                    "a block device of 'storage' that may be overwritten whole: its serial number"
                            + " or by-id name, a loop device's file")
    private List<String> allowOverwrite = new ArrayList<>();

    @Option(names = "--json", description = "events as JSON, one object a line, on standard output")
    private boolean json;

    @Option(
            names = "--no-install",
            description = "name missing system packages in place of installing them")
    private boolean noInstall;

    @Override
    public Integer call() throws GuestException {
        checkArguments();
        Reports.checkTemplates(options.templates());
        try (Console console = console()) {
            return profile != null
                    ? start(Plans.read(profile, storage), console)
                    : goOn(Objects.requireNonNull(resume), console);
        }
    }

    private void checkArguments() {
        if (profile == null && resume == null) {
            throw wrong("a PROFILE to measure, or --resume ID, is missing");
        }
        if (resume != null && profile != null) {
            throw wrong("--resume goes without a PROFILE: the run has its own");
        }
        if (resume != null && storage != null) {
            throw wrong("--resume goes without --storage: the run stays where it began");
        }
        if (resume != null && runId != null) {
            throw wrong("--resume goes without --run-id: the run has its own");
        }
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    private int start(Plan plan, Console console) throws GuestException {
        requireFit(plan, options.results());
        String id = runId == null ? RunDirectory.newRunId(plan.profile(), Instant.now()) : runId;
        RunDirectory directory = RunDirectory.create(options.results(), id);
        try (Interruption interruption = Interruption.watch();
                RunLock lock = RunLock.acquire(directory)) {
            Json.write(directory.planFile(), plan);
            return measure(plan, directory, console, interruption);
        }
    }

    private int goOn(String id, Console console) throws GuestException {
        RunDirectory directory = RunDirectory.open(options.results(), id);
        try (Interruption interruption = Interruption.watch();
                RunLock lock = RunLock.acquire(directory)) {
            RunData before = RunReader.read(directory);
            if (before.state() == RunData.State.COMPLETE) {
                console.nothingToDo(directory.runId());
                return report(directory, console, interruption, before.failed(), 0);
            }
            if (!before.pending().isEmpty()) {
                requireFit(before.plan(), directory.path());
            }
            return measure(before.plan(), directory, console, interruption);
        }
    }

    private int measure(
            Plan plan, RunDirectory directory, Console console, Interruption interruption) {
        RunSettings settings =
                new RunSettings(
                        Caches.appliance(), besideTenants, keepImages, Set.copyOf(allowOverwrite));
        Runner runner = new Runner(plan, directory, settings, console, interruption);
        try {
            Runner.Outcome outcome = runner.run();
            return report(directory, console, interruption, outcome.failed(), outcome.pending());
        } catch (GuestException | HostException | ResultsException e) {
            console.close();
            spec.commandLine().getErr().println("berth: " + e.getMessage());
            return stopped(directory, console, interruption);
        }
    }

    private int report(
            RunDirectory directory,
            Console console,
            Interruption interruption,
            long failed,
            int pending) {
        interruption.shielded(
                () ->
                        console.reported(
                                Reports.write(directory, options.templates(), null),
                                pending == 0 ? null : resumption(directory)));
        return failed > 0 ? ExitCode.CASES_FAILED : ExitCode.DONE;
    }

    /** The host failed in the middle of the run: what was measured is kept, and is reported. */
    private int stopped(RunDirectory directory, Console console, Interruption interruption) {
        var err = spec.commandLine().getErr();
        try {
            RunData so = RunReader.read(directory);
            if (!so.results().isEmpty() || !so.operations().isEmpty()) {
                report(directory, console, interruption, 0, so.pending().size());
                return ExitCode.HOST_NOT_READY;
            }
            err.println("berth: the run stopped before anything was measured");
        } catch (ResultsException | ReportException e) {
            err.println("berth: no report of what was measured could be written: " + message(e));
        }
        err.println("berth: when that is mended: " + resumption(directory));
        return ExitCode.HOST_NOT_READY;
    }

    private static String message(RuntimeException e) {
        return String.valueOf(e.getMessage());
    }

    /** The command that goes on with the run, from this directory. */
    private String resumption(RunDirectory directory) {
        Path usual = Path.of(ReportOptions.RESULTS).resolve(directory.runId());
        List<String> command =
                List.of(
                        "./berth",
                        "run",
                        "--resume",
                        directory.path().equals(usual)
                                ? directory.runId()
                                : directory.path().toString());
        return Commands.commandLine(command);
    }

    private void requireFit(Plan plan, Path results) {
        List<Problem> problems = Preflight.check(plan, results, besideTenants, Set.of());
        if (!problems.isEmpty()) {
            var err = spec.commandLine().getErr();
            problems.forEach(p -> err.println("berth: " + p));
            throw new HostException(
                    "this host is not ready for the run (" + problems.size() + " above)",
                    resume == null ? "nothing was created" : "nothing was changed");
        }
    }

    private Console console() {
        PrintStream out =
                new PrintStream(
                        new FileOutputStream(FileDescriptor.out), false, StandardCharsets.UTF_8);
        if (json) {
            return new JsonEvents(out);
        }
        String terminal = Objects.requireNonNullElse(System.getenv("TERM"), "dumb");
        return System.console() != null && System.console().isTerminal() && !terminal.equals("dumb")
                ? new TerminalEvents(out)
                : new LineEvents(out);
    }
}

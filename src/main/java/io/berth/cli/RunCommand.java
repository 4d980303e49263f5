package io.berth.cli;

import io.berth.guest.GuestException;
import io.berth.host.HostException;
import io.berth.host.Preflight;
import io.berth.host.Preflight.Problem;
import io.berth.plan.Plan;
import io.berth.report.Reports;
import io.berth.results.Json;
import io.berth.results.RunDirectory;
import io.berth.results.RunLock;
import io.berth.run.Interruption;
import io.berth.run.RunEvents;
import io.berth.run.RunSettings;
import io.berth.run.Runner;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
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
        description = {
            "Measure what a profile asks for, in real guests, and write the report.",
            "Ctrl-C ends it with a valid partial result; --resume goes on with it."
        })
final class RunCommand implements Callable<Integer> {

    @Spec private CommandSpec spec;

    @Mixin private ReportOptions options;

    @Parameters(arity = "0..1", paramLabel = "PROFILE", description = "the profile, a YAML file")
    private @Nullable Path profile;

    @Option(
            names = "--run-id",
            paramLabel = "ID",
            description = "the run's name (default: the profile's name and the UTC time)")
    private @Nullable String runId;

    @Option(
            names = "--resume",
            paramLabel = "ID",
            description = "go on with a run that was ended; what it has completed is kept")
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

    @Option(names = "--keep-images", description = "leave the disk images when the run ends")
    private boolean keepImages;

    @Option(names = "--json", description = "events as JSON lines on standard output")
    private boolean json;

    @Option(
            names = "--no-install",
            description = "name missing system packages in place of installing them")
    private boolean noInstall;

    @Override
    public Integer call() throws GuestException {
        if ((profile == null) == (resume == null)) {
            throw new ParameterException(
                    spec.commandLine(),
                    profile == null
                            ? "a PROFILE to measure, or --resume ID, is missing"
                            : "--resume goes without a PROFILE: the run has its own");
        }
        PrintStream out =
                new PrintStream(
                        new FileOutputStream(FileDescriptor.out), false, StandardCharsets.UTF_8);
        RunEvents events = events(out);
        return profile != null
                ? start(Plans.read(profile, storage), events)
                : goOn(Objects.requireNonNull(resume), events);
    }

    private int start(Plan plan, RunEvents events) throws GuestException {
        requireFit(plan);
        String id = runId == null ? RunDirectory.newRunId(plan.profile(), Instant.now()) : runId;
        RunDirectory directory = RunDirectory.create(options.results(), id);
        try (Interruption interruption = Interruption.watch();
                RunLock lock = RunLock.acquire(directory)) {
            Json.write(directory.planFile(), plan);
            return measure(plan, directory, events, interruption);
        }
    }

    private int goOn(String id, RunEvents events) throws GuestException {
        RunDirectory directory = RunDirectory.open(options.results(), id);
        try (Interruption interruption = Interruption.watch();
                RunLock lock = RunLock.acquire(directory)) {
            Plan plan = Json.read(directory.planFile(), Plan.class);
            requireFit(plan);
            return measure(plan, directory, events, interruption);
        }
    }

    private int measure(
            Plan plan, RunDirectory directory, RunEvents events, Interruption interruption)
            throws GuestException {
        RunSettings settings = new RunSettings(Caches.appliance(), besideTenants, keepImages);
        Runner.Outcome outcome = new Runner(plan, directory, settings, events, interruption).run();
        Reports.Written written = Reports.write(directory, options.templates(), null);
        if (!json) {
            var console = spec.commandLine().getOut();
            console.println();
            written.analysis().answer().forEach(line -> console.println(line.text()));
            console.println();
            console.println("report: " + written.files().getFirst());
            if (outcome.pending() > 0) {
                console.println("go on:  berth run --resume " + directory.runId());
            }
            console.flush();
        }
        return outcome.failed() > 0 ? ExitCode.CASES_FAILED : ExitCode.DONE;
    }

    private void requireFit(Plan plan) {
        List<Problem> problems = Preflight.check(plan, options.results(), besideTenants, Set.of());
        if (!problems.isEmpty()) {
            var err = spec.commandLine().getErr();
            problems.forEach(p -> err.println("berth: " + p));
            throw new HostException(
                    "this host is not ready for the run (" + problems.size() + " above)",
                    "nothing was created");
        }
    }

    private RunEvents events(PrintStream out) {
        if (json) {
            return new JsonEvents(out);
        }
        return System.console() != null && System.console().isTerminal()
                ? new TerminalEvents(out)
                : new LineEvents(out);
    }
}

package io.berth.cli;

import io.berth.engine.Engine;
import io.berth.engine.job.Job;
import io.berth.engine.option.JobListing;
import io.berth.engine.option.JobReader;
import io.berth.engine.option.OptionHelp;
import io.berth.engine.option.Reading;
import io.berth.engine.output.HistogramOutput;
import io.berth.engine.output.JsonOutput;
import io.berth.engine.output.NormalOutput;
import io.berth.engine.output.RunFacts;
import io.berth.engine.result.JobResult;
import io.berth.run.Interruption;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/** {@code berth engine}: does I/O on this host as fio does, with fio's options and job files. */
@Command(
        name = "engine",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        header = "Measure files or block devices of this host, as fio does.",
        synopsisHeading = "",
        customSynopsis = {
            "Usage: berth engine [OPTIONS] JOBFILE…",
            "       berth engine [OPTIONS] --name=NAME [--FIO-OPTION[=VALUE]]…"
        },
        description = {
            "",
            "Its language is fio's: options as on fio's command line (--rw=randread,",
            "--rw randread) or in job files, with fio's units: 4k is 4096 bytes, a runtime",
            "of 5 is 5 s, 500ms half of one. An option of fio that it does not have is an",
            "error that says why. Regular files are made where they are missing. A block",
            "device is written only if nothing is on it, and with --allow-overwrite.",
            "",
            "    berth engine --name=a --filename=/srv/f --size=1g --rw=randread --direct=1 \\",
            "                 --iodepth=32 --time_based --runtime=30 --ramp_time=2",
            ""
        },
        footer = {
            "",
            "Values behind an option's name in brackets are what it is if not given.",
            "Exit codes: 0 done, 2 wrong job, 3 host not ready, 4 failed I/Os or bad blocks."
        })
final class EngineCommand implements Callable<Integer> {

    private static final String FIO_OPTIONS = "fioOptions";
    private static final Set<String> FORMATS = Set.of("normal", "json", "json+");

    @Spec private CommandSpec spec;

    @Unmatched private List<String> arguments = new ArrayList<>();

    @Option(
            names = "--output",
            paramLabel = "FILE",
            description = "print the results into this file")
    private @Nullable Path output;

    @Option(
            names = "--output-format",
            paramLabel = "FORMAT",
            split = ",",
            description = "normal (default), json, or json+ with all latencies, as fio has them")
    private List<String> formats = new ArrayList<>();

    @Option(
            names = "--hlog",
            paramLabel = "FILE",
            description = "write the latencies as an HdrHistogram log")
    private @Nullable Path hlog;

    @Option(
            names = "--allow-overwrite",
            paramLabel = "ID",
            description =
                    "write to the block device of this serial or name in /dev/disk/by-id;"
                            + " may be repeated")
    private List<String> allowOverwrite = new ArrayList<>();

    @Option(names = "--readonly", description = "refuse jobs that write")
    private boolean readOnly;

    @Option(names = "--parse-only", description = "check the jobs, print a line for each section")
    private boolean parseOnly;

    @Option(
            names = "--showcmd",
            description = "print the jobs as a job file with every value in it, run nothing")
    private boolean show;

    @Option(
            names = "--cmdhelp",
            arity = "0..1",
            fallbackValue = "all",
            paramLabel = "OPTION",
            description = "explain one of fio's options, or all and those that berth has not")
    private @Nullable String topic;

    @Option(
            names = "--eta",
            paramLabel = "WHEN",
            description = "a line of what is going on: auto (on a terminal), always or never")
    private String eta = "auto";

    /** Fits the command to fio's language and puts fio's options into its help. */
    static void prepare(CommandLine engine) {
        // As fio, -hipri is --hipri and not -h.
        engine.setPosixClusteredShortOptionsAllowed(false);
        engine.getHelpSectionMap().put(FIO_OPTIONS, _ -> OptionHelp.groups());
        List<String> keys = new ArrayList<>(engine.getHelpSectionKeys());
        keys.add(keys.indexOf(UsageMessageSpec.SECTION_KEY_FOOTER), FIO_OPTIONS);
        engine.setHelpSectionKeys(keys);
    }

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        if (topic != null) {
            out.print(explained(topic));
            out.flush();
            return ExitCode.DONE;
        }
        checkArguments();
        Reading reading =
                new JobReader(System.getenv(), new SecureRandom()::nextLong, readOnly)
                        .commandLine(arguments);
        checkFiles(reading.jobs());
        reading.notes().forEach(note -> say(note));
        if (show || parseOnly) {
            String opening = NormalOutput.opening(reading.jobs(), Main.Version.number());
            out.print(show ? JobListing.text(reading.jobs()) : opening);
            out.flush();
            return ExitCode.DONE;
        }
        return run(reading);
    }

    private String explained(String topic) {
        if (topic.equals("all")) {
            return OptionHelp.all();
        }
        return OptionHelp.one(topic)
                .orElseThrow(
                        () ->
                                wrong(
                                        "neither fio nor berth's engine has an option "
                                                + topic
                                                + OptionHelp.hint(topic)));
    }

    private void checkArguments() {
        if (formats.isEmpty()) {
            formats = List.of("normal");
        }
        for (String format : formats) {
            if (!FORMATS.contains(format)) {
                throw wrong("--output-format is normal, json or json+, not " + format);
            }
        }
        if (!Set.of("auto", "always", "never").contains(eta)) {
            throw wrong("--eta is auto, always or never, not " + eta);
        }
    }

    /** What is printed must not land in what is measured. */
    private void checkFiles(List<Job> jobs) {
        for (Path file : written()) {
            for (Job job : jobs) {
                for (Path target : job.files().paths()) {
                    if (target.toAbsolutePath()
                            .normalize()
                            .equals(file.toAbsolutePath().normalize())) {
                        throw wrong(file + " is a file of job " + job.name());
                    }
                }
            }
        }
    }

    private List<Path> written() {
        List<Path> files = new ArrayList<>();
        if (output != null) {
            files.add(output);
        }
        if (hlog != null) {
            files.add(hlog);
        }
        return files;
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    private void say(String sentence) {
        spec.commandLine().getErr().println("berth: " + sentence);
    }

    private int run(Reading reading) throws IOException {
        // A file that cannot be written is to be known before the measurement.
        for (Path file : written()) {
            Files.writeString(file, "");
        }
        if (formats.contains("normal")) {
            print(NormalOutput.opening(reading.jobs(), Main.Version.number()));
        }
        try (Interruption interruption =
                        Interruption.watch("ended before the jobs did; nothing is printed");
                EngineStatus status = new EngineStatus(reading.jobs(), statusShown(), this::say)) {
            List<JobResult> results;
            try {
                results = Engine.run(reading.jobs(), Set.copyOf(allowOverwrite), status);
            } catch (InterruptedException e) {
                // The JVM is ending, with 130; what was measured until then is still printed.
                results = status.interruptedResults();
                status.close();
                say("interrupted" + (results.isEmpty() ? " before anything was measured" : ""));
            }
            status.close();
            List<JobResult> shown = results;
            interruption.shielded(() -> report(reading, shown));
            return failed(results) ? ExitCode.CASES_FAILED : ExitCode.DONE;
        }
    }

    private boolean statusShown() {
        String terminal = Objects.requireNonNullElse(System.getenv("TERM"), "dumb");
        return switch (eta) {
            case "always" -> true;
            case "never" -> false;
            default ->
                    System.console() != null
                            && System.console().isTerminal()
                            && !terminal.equals("dumb");
        };
    }

    private void report(Reading reading, List<JobResult> results) {
        if (results.isEmpty()) {
            return;
        }
        RunFacts facts =
                new RunFacts(
                        Main.Version.number(),
                        ProcessHandle.current().pid(),
                        Instant.now(),
                        spec.commandLine().getParseResult().originalArgs(),
                        reading.global(),
                        results.stream().map(r -> optionsOf(r.job(), reading)).toList(),
                        reading.printing());
        for (String format : formats) {
            print(
                    switch (format) {
                        case "json" -> JsonOutput.json(results, facts);
                        case "json+" -> JsonOutput.jsonPlus(results, facts);
                        default -> NormalOutput.text(results, facts);
                    });
        }
        if (hlog != null) {
            append(hlog, HistogramOutput.text(results));
        }
    }

    private static Map<String, String> optionsOf(Job job, Reading reading) {
        return reading.options().get(reading.jobs().indexOf(job));
    }

    private void print(String text) {
        if (output != null) {
            append(output, text);
        } else {
            spec.commandLine().getOut().print(text);
            spec.commandLine().getOut().flush();
        }
    }

    private static void append(Path file, String text) {
        try {
            Files.writeString(
                    file, text, StandardCharsets.UTF_8, java.nio.file.StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException("cannot write " + file + ": " + e, e);
        }
    }

    private static boolean failed(List<JobResult> results) {
        return results.stream()
                .anyMatch(
                        r ->
                                !r.errors().isEmpty()
                                        || r.failure() != null
                                        || (r.verify() != null && r.verify().bad() > 0));
    }
}

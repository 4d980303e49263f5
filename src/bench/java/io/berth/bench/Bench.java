package io.berth.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.berth.host.Inventory;
import io.berth.results.Json;
import io.berth.results.RunDirectory;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatFactory;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.NoBenchmarksException;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code berth bench}: runs the benchmarks of this package, keeps what they found. */
@Command(
        name = "berth bench",
        mixinStandardHelpOptions = true,
        usageHelpWidth = 80,
        sortOptions = false,
        description = {
            "Measures berth's own code: recording, offsets, the io_uring loop, reading",
            "fio's JSON, merging, planning. Takes about seven minutes.",
            ""
        })
public final class Bench implements Callable<Integer> {

    /** JMH's results, as its viewers read them. */
    static final String RESULTS = "jmh.json";

    /** The same as a table. */
    static final String SUMMARY = "summary.txt";

    /** Where they were found. */
    static final String ENVIRONMENT = "environment.json";

    private static final int FORKS = 2;
    private static final int WARM_UPS = 2;
    private static final int ITERATIONS = 5;
    private static final TimeValue ITERATION = TimeValue.seconds(1);
    private static final TimeValue QUICK_ITERATION = TimeValue.milliseconds(200);

    /** As the launcher starts berth. */
    private static final String[] JVM = {
        "-XX:+UseSerialGC",
        "-Xms256m",
        "-Xmx1g",
        "--enable-native-access=ALL-UNNAMED",
        "--sun-misc-unsafe-memory-access=allow"
    };

    @Parameters(
            arity = "0..1",
            paramLabel = "REGEX",
            defaultValue = ".*",
            description = "benchmarks whose name has this in it, such as 'Ring' (default: all)")
    private String regex;

    @Option(
            names = "--quick",
            description = "one fork and short iterations: does it run, not how fast")
    private boolean quick;

    @Option(
            names = "--results",
            paramLabel = "DIR",
            defaultValue = "results",
            description = "where bench-<UTC time> is made (default: ${DEFAULT-VALUE})")
    private Path results;

    @Option(names = "--no-install", hidden = true, description = "heard by the launcher")
    private boolean noInstall;

    private Bench() {}

    public static void main(String[] args) {
        System.exit(new CommandLine(new Bench()).execute(args));
    }

    @Override
    public Integer call() throws IOException, RunnerException {
        Instant started = Instant.now();
        Collection<RunResult> found;
        try {
            found = new Runner(options().build()).run();
        } catch (NoBenchmarksException e) {
            System.err.println("berth: no benchmark's name has '" + regex + "' in it");
            return CommandLine.ExitCode.USAGE;
        }
        String runId = RunDirectory.newRunId("bench", started);
        Path directory = RunDirectory.create(results, runId).path();
        try (PrintStream out = new PrintStream(directory.resolve(RESULTS).toFile(), UTF_8)) {
            ResultFormatFactory.getInstance(ResultFormatType.JSON, out).writeOut(found);
        }
        Json.write(directory.resolve(ENVIRONMENT), environment(started));
        String summary = Summary.of(found, quick);
        Files.writeString(directory.resolve(SUMMARY), summary);
        System.out.print(summary);
        System.out.println("\nKept in " + directory);
        return CommandLine.ExitCode.OK;
    }

    private ChainedOptionsBuilder options() {
        TimeValue time = quick ? QUICK_ITERATION : ITERATION;
        return new OptionsBuilder()
                .include(regex)
                .forks(quick ? 1 : FORKS)
                .warmupIterations(quick ? 1 : WARM_UPS)
                .measurementIterations(quick ? 2 : ITERATIONS)
                .warmupTime(time)
                .measurementTime(time)
                .jvmArgs(JVM)
                .addProfiler(GCProfiler.class)
                .shouldFailOnError(true)
                .verbosity(VerboseMode.NORMAL);
    }

    private Map<String, Object> environment(Instant started) {
        Map<String, Object> environment = new LinkedHashMap<>();
        environment.put("schema_version", 1);
        environment.put("started", started.toString());
        environment.put("quick", quick);
        environment.put("java", System.getProperty("java.vm.version"));
        environment.put("jvm_options", List.of(JVM));
        environment.put("facts", Inventory.facts(List.of()));
        return environment;
    }
}

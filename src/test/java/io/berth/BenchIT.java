package io.berth;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A benchmark, run as {@code berth bench --quick} runs it. */
class BenchIT {

    @TempDir private Path temp;

    @Test
    void leavesJsonATableAndTheEnvironment() throws Exception {
        Shell run = bench("RingBenchmark.nop$", "--quick", "--results", temp.toString());

        assertThat(run.status()).as(run.err() + run.out()).isZero();
        List<Path> made;
        try (Stream<Path> files = Files.list(temp)) {
            made = files.toList();
        }
        assertThat(made).hasSize(1);
        Path directory = made.getFirst();
        assertThat(directory.getFileName().toString()).matches("bench-\\d{8}T\\d{6}Z");
        JsonNode results = json(directory.resolve("jmh.json"));
        assertThat(results).hasSize(3);
        for (JsonNode result : results) {
            assertThat(result.path("benchmark").asString())
                    .isEqualTo("io.berth.bench.RingBenchmark.nop");
            assertThat(result.path("primaryMetric").path("score").asDouble()).isPositive();
            assertThat(result.path("secondaryMetrics").has("gc.alloc.rate.norm")).isTrue();
        }
        assertThat(run.out())
                .contains(Files.readString(directory.resolve("summary.txt")))
                .contains("RingBenchmark.nop batch=32")
                .contains("Quick: these show that the benchmarks run, not how fast.");
        JsonNode environment = json(directory.resolve("environment.json"));
        assertThat(environment.path("quick").asBoolean()).isTrue();
        assertThat(environment.path("facts").has("cpu")).isTrue();
    }

    @Test
    void anUnknownNameIsWrongUsageAndLeavesNothing() throws Exception {
        Shell run = bench("NoSuchBenchmark", "--results", temp.resolve("results").toString());

        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains("no benchmark's name has 'NoSuchBenchmark' in it");
        assertThat(temp).isEmptyDirectory();
    }

    private static JsonNode json(Path file) {
        return JsonMapper.builder().build().readTree(file);
    }

    private Shell bench(String... arguments) throws Exception {
        List<String> java =
                List.of(
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "-Dstdout.encoding=UTF-8",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "io.berth.bench.Bench");
        return Shell.run(
                Path.of("").toAbsolutePath(),
                Map.of("PATH", "/usr/bin:/bin"),
                Stream.concat(java.stream(), Stream.of(arguments)).toList());
    }
}

package io.berth.engine.output;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.engine.result.JobResult;
import io.berth.host.Commands;
import io.berth.host.Commands.Output;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * fio's own readers of its JSON, on ours. Of the tools that come with fio, fio_jsonplus_clat2csv is
 * the only one: fio2gnuplot, fiologparser and their like read logs.
 */
class FioToolsIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir Path temp;

    @Test
    void latenciesBecomeCsv() throws Exception {
        List<JobResult> results = ResultFixture.mixed();
        Path json = temp.resolve("ours.json");
        Files.writeString(json, JsonOutput.jsonPlus(results, ResultFixture.facts(false)));
        convert(json);
        for (int job = 0; job < results.size(); job++) {
            List<String> lines = Files.readAllLines(temp.resolve("out_job" + job + ".csv"));
            assertThat(lines).hasSizeGreaterThan(100);
            assertThat(lines.getFirst()).startsWith("nsec, read_slat_ns_count");
        }
    }

    /** The same latencies as fio's, told by fio and by us, are the same rows. */
    @Test
    void theSameLatenciesBecomeTheSameCsv() throws Exception {
        Path fios = temp.resolve("fio.json");
        run(
                "fio",
                "--name=null",
                "--ioengine=null",
                "--size=64M",
                "--rw=randread",
                "--output-format=json+",
                "--output=" + fios);
        JsonNode read = FioFixture.parse(Files.readString(fios)).path("jobs").path(0).path("read");
        Histogram clat = FioFixture.histogram(read.path("clat_ns"));
        Path ours = temp.resolve("ours.json");
        Files.writeString(
                ours,
                JsonOutput.jsonPlus(
                        List.of(ResultFixture.reader(clat, null)), ResultFixture.facts(false)));
        List<String> expected = clatColumns(convert(fios));
        assertThat(expected).hasSizeGreaterThan(3);
        assertThat(clatColumns(convert(ours))).isEqualTo(expected);
    }

    private Path convert(Path json) {
        Path csv = temp.resolve("out.csv");
        run("fio_jsonplus_clat2csv", json.toString(), csv.toString());
        Output checked =
                run("fio_jsonplus_clat2csv", json.toString(), csv.toString(), "--validate");
        assertThat(checked.stdout()).contains("out_job0.csv validated").doesNotContain("mismatch");
        return temp.resolve("out_job0.csv");
    }

    /** Latency and the count, cumulative count and percentile of reads' clat. */
    private static List<String> clatColumns(Path csv) throws Exception {
        return Files.readAllLines(csv).stream()
                .map(line -> line.split(",", -1))
                .filter(columns -> !columns[4].isBlank())
                .map(c -> String.join(",", c[0], c[4], c[5], c[6]))
                .toList();
    }

    private static Output run(String... argv) {
        Output output = Commands.run(LIMIT, List.of(argv));
        assertThat(output.exit())
                .as("%s (package fio): %s", output.commandLine(), output.stderr())
                .isZero();
        return output;
    }
}

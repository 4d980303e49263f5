package io.berth.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CsvTest {

    @TempDir Path directory;

    @Test
    void cellsAreExactHarmlessAndQuotedAsRfc4180Says() throws Exception {
        Path file = directory.resolve("t.csv");
        Csv.replace(
                file,
                new String[] {"a", "b", "c", "d", "e"},
                csv -> {
                    csv.row("=1+1", "-x", "@y", "+z", "\tt");
                    csv.row(-1.5, 1e7, 0.1 + 0.2, 1e-9, -0.0);
                    csv.row("a,b", "say \"x\"", "two\nlines", null, Long.MAX_VALUE);
                });
        assertThat(Files.readString(file))
                .isEqualTo(
                        "a,b,c,d,e\r\n'=1+1,'-x,'@y,'+z,'\tt\r\n"
                                + "-1.5,10000000,0.30000000000000004,0.000000001,0\r\n"
                                + "\"a,b\",\"say \"\"x\"\"\",\"two\nlines\",,9223372036854775807"
                                + "\r\n");
    }

    @Test
    void aFigureThatIsNoNumberIsABug() {
        assertThatThrownBy(
                        () ->
                                Csv.replace(
                                        directory.resolve("t.csv"),
                                        new String[] {"a"},
                                        csv -> csv.row(Double.NaN)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void samplesReadBack() throws Exception {
        RunDirectory run = RunFixture.small(directory);
        RunData data = RunReader.read(run);
        Path file = run.samplesFile(data.results().getFirst().caseId(), 1);
        List<HostSample> samples = SamplesCsv.read(file);
        assertThat(samples).hasSize(10);
        assertThat(samples.getFirst().psiMemorySomeShare()).isNull();
        assertThat(samples.getFirst().deviceReadBytes()).isEqualTo(10_240_000);
        Path again = directory.resolve("again.csv");
        SamplesCsv.write(again, samples);
        assertThat(Files.readString(again)).isEqualTo(Files.readString(file));
        assertThatThrownBy(() -> SamplesCsv.write(again, samples))
                .hasMessageContaining("never overwritten");
        Files.writeString(again, Files.readString(file).replace("1048576", "many"));
        assertThatThrownBy(() -> SamplesCsv.read(again))
                .isInstanceOf(ResultsException.class)
                .hasMessageContaining("again.csv: line 2")
                .hasMessageContaining("many");
    }

    /** The pooled percentiles of long.csv against a plain sort of all guests' bins. */
    @Test
    void pooledRowsComeFromMergedHistograms() throws Exception {
        RunData run = RunReader.read(RunFixture.quickstart(directory));
        Path file = directory.resolve("long.csv");
        LongCsv.write(file, run);
        int compared = 0;
        for (CSVRecord row : rows(file)) {
            if (row.get("guest").equals("*") && row.get("stat").equals("p99")) {
                CaseResult result = run.result(row.get("case_id"), 1).orElseThrow();
                assertThat(row.get("value"))
                        .isEqualTo(Long.toString(p99(run, result, row.get("kind"), row.get("op"))));
                compared++;
            }
        }
        assertThat(compared).isEqualTo(10 * 2);
    }

    private static long p99(RunData run, CaseResult result, String kind, String op) {
        TreeMap<Long, Long> bins = new TreeMap<>();
        long total = 0;
        for (GuestResult guest : result.guests()) {
            Histogram histogram = RunFixture.histogram(run, result, kind, guest.guest(), op);
            for (var value : histogram.recordedValues()) {
                bins.merge(
                        histogram.highestEquivalentValue(value.getValueIteratedTo()),
                        value.getCountAtValueIteratedTo(),
                        Long::sum);
                total += value.getCountAtValueIteratedTo();
            }
        }
        long seen = 0;
        for (var bin : bins.entrySet()) {
            seen += bin.getValue();
            if (seen >= Math.ceil(total * 0.99 - 1e-9)) {
                return bin.getKey();
            }
        }
        throw new AssertionError("no samples");
    }

    @Test
    void casesWithoutFiguresHaveARowWithTheirReason() throws Exception {
        RunData run = RunReader.read(RunFixture.quickstart(directory));
        Path file = directory.resolve("long.csv");
        LongCsv.write(file, run);
        List<CSVRecord> ends =
                rows(file).stream().filter(r -> r.get("metric").equals("completed")).toList();
        assertThat(ends).hasSize(12);
        assertThat(ends.stream().filter(r -> r.get("value").equals("0")))
                .hasSize(2)
                .allSatisfy(
                        r -> {
                            assertThat(r.get("valid")).isEqualTo("false");
                            assertThat(r.get("reason")).matches("(failed|skipped): .*");
                        });
    }

    private static List<CSVRecord> rows(Path file) throws Exception {
        CSVFormat format = CSVFormat.RFC4180.builder().setHeader().setSkipHeaderRecord(true).get();
        try (CSVParser parser =
                CSVParser.parse(Files.newBufferedReader(file, StandardCharsets.UTF_8), format)) {
            return parser.getRecords();
        }
    }
}

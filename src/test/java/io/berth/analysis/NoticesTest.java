package io.berth.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.analysis.Analysis.NoticeRow;
import io.berth.results.RunDirectory;
import io.berth.results.RunFixture;
import io.berth.results.RunReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Notices of many cases are one row. */
class NoticesTest {

    @TempDir Path results;

    private NoticeRow noticed(String code) throws IOException {
        RunDirectory run = RunFixture.quickstart(results);
        try (Stream<Path> files = Files.walk(run.path())) {
            for (Path file : files.filter(f -> f.endsWith("case.json")).toList()) {
                String text = Files.readString(file);
                String notice =
                        "{\"code\": \"%s\", \"text\": \"%s alone\"}"
                                .formatted(code, run.path().relativize(file).getName(1));
                Files.writeString(
                        file,
                        text.replaceFirst(
                                "(?s)\"notices\": \\[.*?]", "\"notices\": [" + notice + "]"));
            }
        }
        List<NoticeRow> rows =
                Analyses.analyse(RunReader.read(run), null).notices().stream()
                        .filter(row -> row.code().equals(code))
                        .toList();
        assertThat(rows).hasSize(1);
        return rows.getFirst();
    }

    @Test
    void oneCodeIsOneRowWithTheRangeOfItsFigures() throws IOException {
        NoticeRow row = noticed("host_cpu");

        // 0.125 of the CPUs for each of 1, 2 and 4 guests, in the ten cases that completed.
        assertThat(row.text())
                .isEqualTo(
                        "The host's CPUs were 13–50 % busy: they, not the storage, may be the"
                                + " limit.");
        assertThat(row.cases()).hasSize(12);
        assertThat(row.figures())
                .hasSize(10)
                .allSatisfy(f -> assertThat(f.share().median()).isIn(0.125, 0.25, 0.5));
    }

    @Test
    void servedReadsAreThoseOfTheDevice() throws IOException {
        NoticeRow row = noticed("ram_served");

        assertThat(row.text()).contains("the device supplied 25–100 %;");
    }

    /** Codes without a figure keep their texts; many are not all said. */
    @Test
    void textsOfUnknownCodesAreKept() throws IOException {
        NoticeRow row = noticed("beside_tenants");

        assertThat(row.figures()).isEmpty();
        assertThat(row.text()).contains(" alone ").endsWith(" 9 more in the cases' files.");
    }
}

package io.berth.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.results.RunDirectory;
import io.berth.results.RunFixture;
import io.berth.results.RunReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The largest shipped profile gives a page that can be read. */
class MatrixReportTest {
    @TempDir Path temp;

    @Test
    void hundredsOfCasesStayUsableAndWithinTwoMegabytes() throws IOException {
        RunDirectory run = RunFixture.matrix(temp);
        assertThat(RunReader.read(run).plan().cases()).hasSize(568);

        Reports.write(run, Path.of("report-templates"), null);

        assertThat(Files.size(run.reportFile())).isLessThan(2L << 20);
        assertThat(Files.size(run.summaryText())).isLessThan(50_000);
        String html = Files.readString(run.reportFile());
        assertThat(html.split("<svg ", -1)).hasSizeLessThan(30);
        assertThat(html)
                // All cases once, folded; of everything else a part, with where the rest is.
                .contains("<summary>All guests together: 708 rows</summary>")
                .contains("Each dot is one of 71 disk configurations")
                .contains("The 4 lowest and the 4 highest of 71 disks at p90.")
                .contains("Drawn are the 24 least even of 71.")
                .contains(" more in derived/summary.csv.", " more in derived/analysis.json.");
        String answer =
                html.substring(html.indexOf("<section id=\"answer\""), html.indexOf("<nav "));
        assertThat(answer.split("class=\"answer measured", -1)).hasSizeLessThanOrEqualTo(1 + 7);
    }

    @Test
    void everyFormatAndPreallocationStaysWithinTwoMegabytes() throws IOException {
        RunDirectory run = RunFixture.everyDisk(temp);
        assertThat(RunReader.read(run).plan().cases()).hasSizeGreaterThan(100);

        Reports.write(run, Path.of("report-templates"), null);

        assertThat(Files.size(run.reportFile())).isLessThan(2L << 20);
        assertThat(Files.size(run.summaryText())).isLessThan(100_000);
        assertThat(Files.readString(run.reportFile()).split("<svg ", -1)).hasSizeLessThan(40);
    }
}

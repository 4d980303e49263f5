package io.berth.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.analysis.Analysis;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The page as readers get it. */
class ReportPageTest {
    static final Path TEMPLATES = Path.of("report-templates");

    static String html(Analysis analysis) {
        return new Templates(TEMPLATES).render("report.ftlh", ReportModel.of(analysis));
    }

    static String text(Analysis analysis) {
        return new Templates(TEMPLATES).render("summary.ftl", ReportModel.of(analysis));
    }

    @Test
    void writeForLooking() throws IOException {
        Path out = Path.of("target", "report-look");
        Files.createDirectories(out);
        Files.writeString(out.resolve("one.html"), html(AnalysisFixture.quickstart(1)));
        Files.writeString(out.resolve("eight.html"), html(AnalysisFixture.quickstart(8)));
        Files.writeString(out.resolve("wide.html"), html(AnalysisFixture.wide()));
        Files.writeString(out.resolve("single.html"), html(AnalysisFixture.single()));
        Files.writeString(out.resolve("one.txt"), text(AnalysisFixture.quickstart(1)));
        assertThat(out.resolve("one.html")).isNotEmptyFile();
    }
}

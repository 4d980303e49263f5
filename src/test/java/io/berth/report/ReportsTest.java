package io.berth.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.results.RunDirectory;
import io.berth.results.RunFixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** From a run directory to its report. */
class ReportsTest {
    private static final Path TEMPLATES = Path.of("report-templates");

    @TempDir Path temp;

    @Test
    void quickstartFixtureGivesASmallReportTheSameTwice() throws IOException {
        RunDirectory run = RunFixture.quickstart(temp);

        Reports.Written written = Reports.write(run, TEMPLATES, null);
        byte[] first = Files.readAllBytes(run.reportFile());
        byte[] text = Files.readAllBytes(run.summaryText());
        Reports.write(run, TEMPLATES, null);

        assertThat(written.files()).containsExactly(run.reportFile(), run.summaryText());
        assertThat(Files.readAllBytes(run.reportFile())).isEqualTo(first);
        assertThat(Files.readAllBytes(run.summaryText())).isEqualTo(text);
        assertThat(first.length).isBetween(50_000, 600_000);
        assertThat(run.analysisFile()).isNotEmptyFile();
        assertThat(run.longCsv()).isNotEmptyFile();
    }

    @ParameterizedTest
    @ValueSource(strings = {"de", "tr"})
    void localeOfTheHostChangesNoByte(String language) throws IOException {
        RunDirectory run = RunFixture.lab(temp);
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.ROOT);
            Reports.write(run, TEMPLATES, null);
            byte[] root = Files.readAllBytes(run.reportFile());
            byte[] text = Files.readAllBytes(run.summaryText());
            Locale.setDefault(Locale.forLanguageTag(language));
            Reports.write(run, TEMPLATES, null);
            assertThat(Files.readAllBytes(run.reportFile())).isEqualTo(root);
            assertThat(Files.readAllBytes(run.summaryText())).isEqualTo(text);
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void movedRunDirectoryGivesTheSameReport() throws IOException {
        RunDirectory run = RunFixture.small(Files.createDirectory(temp.resolve("a")));
        Reports.write(run, TEMPLATES, null);
        String before = Files.readString(run.reportFile());
        Path moved = Files.createDirectory(temp.resolve("b")).resolve(run.runId());
        Files.move(run.path(), moved);
        RunDirectory there = new RunDirectory(moved);

        Reports.write(there, TEMPLATES, null);

        assertThat(Files.readString(there.reportFile())).isEqualTo(before);
    }

    @Test
    void killedRunIsReportedAsWhatItIs() throws IOException {
        RunDirectory run = RunFixture.killed(temp);

        Reports.write(run, TEMPLATES, null);

        assertThat(Files.readString(run.reportFile()))
                .contains("This run is interrupted.")
                .contains("berth run --resume " + run.runId());
    }

    @Test
    void editedCopyOfTheTemplatesIsUsed() throws IOException {
        RunDirectory run = RunFixture.small(Files.createDirectory(temp.resolve("results")));
        Path copy = copyOfTemplates();
        edit(copy, "The answer", "What the array team asked");

        Reports.write(run, copy, null);

        assertThat(Files.readString(run.reportFile())).contains("What the array team asked");
    }

    @Test
    void unknownVariableNamesItsLineAndLeavesTheOldReport() throws IOException {
        RunDirectory run = RunFixture.small(Files.createDirectory(temp.resolve("results")));
        Reports.write(run, TEMPLATES, null);
        String old = Files.readString(run.reportFile());
        Path copy = copyOfTemplates();
        edit(copy, "<h2>The answer</h2>", "<h2>${analysis.header.nosuch}</h2>");

        assertThatThrownBy(() -> Reports.write(run, copy, null))
                .isInstanceOf(ReportException.class)
                .hasMessageStartingWith(
                        copy.resolve("report.ftlh")
                                + ":"
                                + lineOf(copy, "analysis.header.nosuch")
                                + ":")
                .hasMessageContaining("analysis.header.nosuch");
        assertThat(Files.readString(run.reportFile())).isEqualTo(old);
        assertThat(run.path().resolve("report.html.part")).doesNotExist();
    }

    @Test
    void faultySyntaxNamesItsLineAndLeavesTheOldReport() throws IOException {
        RunDirectory run = RunFixture.small(Files.createDirectory(temp.resolve("results")));
        Reports.write(run, TEMPLATES, null);
        String old = Files.readString(run.reportFile());
        Path copy = copyOfTemplates();
        edit(copy, "<h2>The answer</h2>", "<h2><#iff x></h2>");

        assertThatThrownBy(() -> Reports.write(run, copy, null))
                .isInstanceOf(ReportException.class)
                .hasMessageStartingWith(
                        copy.resolve("report.ftlh") + ":" + lineOf(copy, "<#iff") + ":")
                .hasMessageContaining("#iff");
        assertThat(Files.readString(run.reportFile())).isEqualTo(old);
    }

    @Test
    void faultInTheLastTemplateLeavesTheFirstReportToo() throws IOException {
        RunDirectory run = RunFixture.small(Files.createDirectory(temp.resolve("results")));
        Reports.write(run, TEMPLATES, null);
        String old = Files.readString(run.reportFile());
        Path copy = copyOfTemplates();
        edit(copy, "The answer", "Changed");
        Files.writeString(copy.resolve("summary.ftl"), "\n${nosuch}\n");

        assertThatThrownBy(() -> Reports.write(run, copy, null))
                .hasMessageStartingWith(copy.resolve("summary.ftl") + ":2:");
        assertThat(Files.readString(run.reportFile())).isEqualTo(old);
    }

    @Test
    void templatesDirectoryThatLacksATemplateNamesIt() throws IOException {
        RunDirectory run = RunFixture.small(Files.createDirectory(temp.resolve("results")));
        Path empty = Files.createDirectory(temp.resolve("empty"));

        assertThatThrownBy(() -> Reports.write(run, empty, null))
                .isInstanceOf(ReportException.class)
                .hasMessageContaining(empty.resolve("report.ftlh").toString())
                .hasMessageContaining("report-templates/");
        assertThatThrownBy(() -> Reports.write(run, temp.resolve("none"), null))
                .isInstanceOf(ReportException.class)
                .hasMessageContaining("no directory of templates");
    }

    private Path copyOfTemplates() throws IOException {
        Path copy = Files.createDirectory(temp.resolve("templates"));
        try (Stream<Path> files = Files.list(TEMPLATES)) {
            for (Path file : files.toList()) {
                Files.copy(file, copy.resolve(file.getFileName()));
            }
        }
        return copy;
    }

    private static void edit(Path templates, String from, String to) throws IOException {
        Path file = templates.resolve("report.ftlh");
        String text = Files.readString(file);
        assertThat(text).contains(from);
        Files.writeString(file, text.replace(from, to));
    }

    private static int lineOf(Path templates, String text) throws IOException {
        var lines = Files.readAllLines(templates.resolve("report.ftlh"));
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).contains(text)) {
                return i + 1;
            }
        }
        throw new AssertionError(text + " is not in the template");
    }
}

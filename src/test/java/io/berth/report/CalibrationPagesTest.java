package io.berth.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.calibration.Calibration;
import io.berth.calibration.CalibrationFiles;
import io.berth.calibration.CalibrationFixture;
import io.berth.calibration.Judge;
import io.berth.results.Golden;
import io.berth.results.ResultsException;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CalibrationPagesTest {
    private static final Path TEMPLATES = Path.of("report-templates");

    @TempDir private Path directory;

    private static String html(Calibration calibration) {
        return CalibrationPages.render(calibration, Judge.judge(calibration), TEMPLATES);
    }

    @ParameterizedTest
    @ValueSource(strings = {"und", "de-DE", "tr-TR"})
    void formatsAreTheSameInEveryLocale(String locale) throws Exception {
        Golden.under(
                Locale.forLanguageTag(locale),
                () -> {
                    CalibrationFiles files = new CalibrationFiles(directory);
                    files.store(CalibrationFixture.mixed());
                    CalibrationPages.write(files, TEMPLATES);
                    for (Path file :
                            new Path[] {
                                files.json(), files.verdicts(), files.csv(), files.html()
                            }) {
                        Golden.check("calibration/" + file.getFileName(), Files.readString(file));
                    }
                });
    }

    @Test
    void whatIsStoredReadsBackTheSame() {
        CalibrationFiles files = new CalibrationFiles(directory);
        files.store(CalibrationFixture.mixed());

        assertThat(files.read()).isEqualTo(CalibrationFixture.mixed());
    }

    @Test
    void pageLoadsAndRunsNothing() {
        String html = html(CalibrationFixture.mixed());

        assertThat(html)
                .contains("content=\"default-src 'none'; style-src 'unsafe-inline'; img-src data:")
                .doesNotContainIgnoringCase("<script")
                .doesNotContain("<link", "<img", "<iframe", "@import", "url(", " src=");
        assertThat(html.replace("http://www.w3.org/2000/svg", ""))
                .doesNotContain("http://", "https://");
        assertThat(html.getBytes(StandardCharsets.UTF_8).length).isLessThan(300_000);
    }

    @Test
    void whatOthersSaidIsEscaped() {
        assertThat(html(CalibrationFixture.mixed()))
                .contains("&lt;b&gt;EIO&lt;/b&gt;", "A &lt;CPU&gt; &amp; more")
                .doesNotContain("<b>EIO");
    }

    @Test
    void verdictStandsFirstAndInterruptionIsSaidBeforeIt() {
        String html = html(CalibrationFixture.mixed());

        assertThat(html.indexOf("partial: it was interrupted"))
                .isPositive()
                .isLessThan(html.indexOf("<section id=\"answer\">"));
        assertThat(html.indexOf("<section id=\"answer\">"))
                .isLessThan(html.indexOf("<section id=\"rows\">"));
        assertThat(html).contains("! Failed.", "pair 3, berth: ", "not run: the calibration");
        assertThat(html(CalibrationFixture.confirmed()))
                .contains("✓ Confirmed.", "0.60–0.80 × its CPU per I/O")
                .doesNotContain("interrupted</");
    }

    @Test
    void chartIsWellFormedAndHasItsTable() throws Exception {
        String html = html(CalibrationFixture.mixed());
        var svg = Pattern.compile("<svg .*?</svg>", Pattern.DOTALL).matcher(html);

        assertThat(svg.find()).isTrue();
        DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(svg.group().getBytes(StandardCharsets.UTF_8)));
        assertThat(svg.group()).contains("role=\"img\"", "<title", "<desc").doesNotContain("NaN");
        assertThat(html.indexOf("every ratio, with its interval")).isGreaterThan(svg.end());
    }

    @Test
    void calibrationWithoutAnyPairStillHasAPage() {
        assertThat(html(CalibrationFixture.empty(null)))
                .contains("Not run: 1 of 1 row.")
                .doesNotContain("<svg");
    }

    @Test
    void anotherVersionIsRefusedAndTheOldPageStays() throws Exception {
        CalibrationFiles files = new CalibrationFiles(directory);
        files.store(CalibrationFixture.mixed());
        Files.writeString(files.html(), "old");
        String text = Files.readString(files.json());
        Files.writeString(
                files.json(), text.replaceFirst("\"schema_version\": 1", "\"schema_version\": 9"));

        assertThatThrownBy(() -> CalibrationPages.write(files, TEMPLATES))
                .isInstanceOf(ResultsException.class)
                .hasMessageContaining("version 9");
        assertThat(files.html()).hasContent("old");
    }
}

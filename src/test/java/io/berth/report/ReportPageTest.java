package io.berth.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.analysis.Analysis;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The page as readers get it. */
class ReportPageTest {
    private static final Path TEMPLATES = Path.of("report-templates");
    private static final Pattern ID = Pattern.compile(" id=\"([^\"]+)\"");
    private static final Pattern SVG = Pattern.compile("<svg .*?</svg>", Pattern.DOTALL);
    private static final Pattern FIGURE = Pattern.compile("<figure .*?</figure>", Pattern.DOTALL);

    static String html(Analysis analysis) {
        return new Templates(TEMPLATES).render("report.ftlh", ReportModel.of(analysis));
    }

    static Stream<Analysis> analyses() {
        return Stream.of(
                AnalysisFixture.quickstart(1),
                AnalysisFixture.quickstart(8),
                AnalysisFixture.wide(),
                AnalysisFixture.single());
    }

    @ParameterizedTest
    @MethodSource("analyses")
    void loadsAndRunsNothing(Analysis analysis) {
        String html = html(analysis);

        assertThat(html)
                .contains(
                        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none';"
                                + " style-src 'unsafe-inline'; img-src data:\">")
                .doesNotContainIgnoringCase("<script")
                .doesNotContainIgnoringCase("javascript:")
                .doesNotContain("<link", "<img", "<iframe", "@import", "url(", " src=", " onload=");
        // The only address is the name of SVG's namespace, which nobody fetches.
        assertThat(html.replace("http://www.w3.org/2000/svg", ""))
                .doesNotContain("http://", "https://");
    }

    @ParameterizedTest
    @MethodSource("analyses")
    void everyChartHasTitleDescriptionAndItsTable(Analysis analysis) {
        String html = html(analysis);

        List<String> figures = all(FIGURE, html);
        assertThat(figures).isNotEmpty();
        assertThat(String.join("", figures).split("<svg ", -1))
                .hasSameSizeAs(html.split("<svg ", -1));
        for (String figure : figures) {
            assertThat(figure).contains("<table>", "<caption>", "<svg ");
            assertThat(figure.indexOf("<table>")).isGreaterThan(figure.lastIndexOf("</svg>"));
        }
        for (String svg : all(SVG, html)) {
            assertThat(svg)
                    .contains("role=\"img\"", "viewBox=\"0 0 ", "aria-labelledby=\"")
                    .containsPattern("<title id=\"[^\"]+\">[^<]+</title>")
                    .containsPattern("<desc id=\"[^\"]+\">[^<]+</desc>")
                    .contains("<text ")
                    .doesNotContain("clip-path", "<defs", "NaN");
            assertThat(svg.getBytes(StandardCharsets.UTF_8).length).isLessThan(45_000);
        }
    }

    @ParameterizedTest
    @MethodSource("analyses")
    void everyChartIsWellFormed(Analysis analysis) throws Exception {
        var builder = DocumentBuilderFactory.newInstance().newDocumentBuilder();
        for (String svg : all(SVG, html(analysis))) {
            builder.parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
        }
    }

    @ParameterizedTest
    @MethodSource("analyses")
    void idsAreUniqueAndLinksLead(Analysis analysis) {
        String html = html(analysis);
        Set<String> ids = new HashSet<>();
        Matcher matcher = ID.matcher(html);
        while (matcher.find()) {
            assertThat(ids.add(matcher.group(1))).as(matcher.group(1)).isTrue();
        }
        Matcher links = Pattern.compile("href=\"#([^\"]+)\"").matcher(html);
        while (links.find()) {
            assertThat(ids).contains(links.group(1));
        }
    }

    @Test
    void namesAreEscapedWhereverTheyStand() {
        String html = html(AnalysisFixture.named("<b>&\"", 1));

        assertThat(html).doesNotContain("<b>").contains("&lt;b&gt;&amp;&quot;");
    }

    @Test
    void workloadNameIsEscapedInChartsToo() {
        Analysis analysis = AnalysisFixture.workload("</svg><b>&\"");
        String html = html(analysis);

        assertThat(html).doesNotContain("<b>").doesNotContain("</svg><b");
        assertThat(all(SVG, html))
                .anyMatch(svg -> svg.contains("&lt;/svg&gt;&lt;b&gt;&amp;&quot;"));
    }

    @Test
    void emulationIsSaidBeforeTheFirstFigure() {
        String html = html(AnalysisFixture.quickstart(1));

        int banner = html.indexOf("never for capacity decisions");
        assertThat(banner).isPositive().isLessThan(html.indexOf("<h2>"));
    }

    @Test
    void emulationIsSaidOnce() {
        String html = html(AnalysisFixture.quickstart(1));
        String answer =
                html.substring(html.indexOf("<section id=\"answer\""), html.indexOf("<nav "));

        assertThat(answer).doesNotContain("mulated").contains("6 are needed");
        assertThat(html.substring(0, html.indexOf("<section id=\"caveats\"")))
                .containsOnlyOnce("never for capacity decisions");
    }

    @Test
    void noticeOfManyCasesIsOneParagraphAndATable() {
        String html = html(AnalysisFixture.quickstart(1));

        assertThat(html)
                .containsOnlyOnce("<strong>RAM-served.</strong>")
                .contains("In 6 of 12 cases.")
                .contains("RAM-served, case by case");
    }

    @Test
    void ordersVerdictEvidenceCaveatsProvenance() {
        String html = html(AnalysisFixture.quickstart(8));
        List<String> sections =
                List.of(
                        "answer",
                        "cases",
                        "throughput",
                        "latency",
                        "curves",
                        "comparisons",
                        "fairness",
                        "host",
                        "images",
                        "effective",
                        "caveats",
                        "provenance");

        assertThat(sections.stream().map(s -> html.indexOf("<section id=\"" + s + "\"")).toList())
                .isSorted()
                .doesNotContain(-1);
    }

    @Test
    void tooFewBlocksShowRatiosAndNoVerdict() {
        String html = html(AnalysisFixture.quickstart(1));

        assertThat(html)
                .contains("No verdict: 1 blocks were measured, 6 are needed.")
                .doesNotContain("▲ improved");
        assertThat(html(AnalysisFixture.quickstart(8)))
                .contains("▲ improved", "? inconclusive, +9 blocks");
    }

    @Test
    void runWithoutAnyFigureStillHasAReport() {
        assertThat(html(AnalysisFixture.nothingMeasured()))
                .contains("Nothing was measured.")
                .contains("Provenance");
    }

    private static List<String> all(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(r -> r.group()).toList();
    }
}

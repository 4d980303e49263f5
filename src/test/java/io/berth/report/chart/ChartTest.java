package io.berth.report.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.berth.report.chart.Series.Gap;
import io.berth.report.chart.Series.Point;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Charts, held byte by byte. */
class ChartTest {
    static LineChart latency() {
        return new LineChart(
                new Heading(
                        "c-p99", "Reads, p99 latency", "2.10–8.40 ms at 4 guests", "none & more"),
                Quantity.GUESTS,
                Quantity.NANOSECONDS,
                true,
                0,
                0,
                List.of(
                        new Series(
                                "raw none",
                                new Style(0, 0, 0),
                                List.of(
                                        new Point(1, 2.1e6),
                                        new Point(2, 4e6),
                                        new Point(4, 8.4e6)),
                                List.of(new Point(1, 2.0e6), new Point(1, 2.2e6))),
                        new Series(
                                "<raw> writeback",
                                new Style(1, 1, 2),
                                List.of(
                                        new Point(1, 9e5),
                                        new Point(2, 1.2e6),
                                        new Point(4, 2.1e6)),
                                List.of())));
    }

    /** One line whose last case failed, one broken in its middle, one with too few samples. */
    static LineChart gaps() {
        return new LineChart(
                new Heading("c-gaps", "Reads", "one failed", "gaps"),
                Quantity.GUESTS,
                Quantity.IOPS,
                false,
                0,
                0,
                List.of(
                        new Series(
                                "raw",
                                new Style(0, 0, 0),
                                List.of(new Point(1, 100), new Point(2, 200)),
                                List.of(),
                                List.of(new Gap(4, "failed", true), new Gap(8, "failed", true))),
                        new Series(
                                "qcow2",
                                new Style(1, 0, 1),
                                List.of(new Point(1, 50), new Point(2, 90), new Point(8, 300)),
                                List.of(),
                                List.of(new Gap(4, "skipped", true))),
                        new Series(
                                "vmdk",
                                new Style(2, 0, 2),
                                List.of(new Point(1, 20), new Point(2, 30), new Point(4, 40)),
                                List.of(),
                                List.of(new Gap(8, "too few samples", false)))));
    }

    static BarChart creation() {
        return new BarChart(
                new Heading("c-create", "Creation time", "Images of 256MiB", "off and full"),
                Quantity.MILLISECONDS,
                List.of(
                        new BarChart.Bar("raw off", 9.3, "9.30 ms", Style.of(0)),
                        new BarChart.Bar("raw full", 812, "812 ms", Style.of(0))));
    }

    static StripChart fairness() {
        return new StripChart(
                new Heading("c-fair", "Reads of each guest", "Even within 10 %", "two rows"),
                Quantity.IOPS,
                List.of(
                        new StripChart.Row(
                                "raw none, 2 guests", Style.of(0), List.of(950.0, 1000.0)),
                        new StripChart.Row(
                                "raw none, 4 guests", Style.of(1), List.of(480.0, 500.0))));
    }

    /** Repetitions on a log axis, each row with its median and what stands at its end. */
    static StripChart operations() {
        return new StripChart(
                new Heading("c-ops", "Wall time", "9 ms to 22 s; a log axis", "two rows"),
                Quantity.MILLISECONDS,
                true,
                true,
                List.of(
                        new StripChart.Row(
                                "create", Style.of(0), List.of(9.0, 11.0, 12.0), "11.0 ms"),
                        new StripChart.Row(
                                "archive", Style.of(1), List.of(21_500.0, 22_000.0), "21.8 s")));
    }

    /** Seconds with an instant that matters. */
    static LineChart snapshot() {
        return new LineChart(
                new Heading("c-snap", "Writes, second by second", "lowest 120", "one line"),
                Quantity.SECONDS,
                Quantity.IOPS,
                false,
                0,
                0,
                List.of(
                        new Series(
                                "IOPS",
                                Style.of(0),
                                List.of(
                                        new Point(0.5, 1200),
                                        new Point(1.5, 1210),
                                        new Point(2.5, 120),
                                        new Point(3.5, 990)),
                                List.of())),
                List.of(new LineChart.Mark(2.2, "snapshot")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "de", "tr"})
    void drawsTheGoldenBytesUnderEveryLocale(String language) throws IOException {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag(language));
            golden("latency.svg", latency());
            golden("gaps.svg", gaps());
            golden("creation.svg", creation());
            golden("fairness.svg", fairness());
            golden("operations.svg", operations());
            golden("snapshot.svg", snapshot());
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void textIsTextInAFamilyThatEveryReaderHas() {
        assertThat(latency().svg())
                .contains(
                        "font-family=\"Helvetica Neue,Helvetica,Arial,Liberation Sans,sans-serif\"")
                .contains(">2 ms</text>", ">raw none</text>", ">&lt;raw&gt; writeback</text>")
                .contains("<desc id=\"c-p99-d\">none &amp; more</desc>")
                .contains("fill=\"currentColor\"");
    }

    @Test
    void tickLabelsOfALogAxisAre125() {
        assertThat(Ticks.log(5e5, 2e7, Quantity.NANOSECONDS::logTick))
                .extracting(Ticks.Tick::label)
                .containsExactly("500 µs", "1 ms", "2 ms", "5 ms", "10 ms", "20 ms");
        assertThat(Ticks.logBounds(2.1e6, 8.4e6)).containsExactly(2e6, 1e7);
        assertThat(Ticks.logBounds(1e6, 1e6)).containsExactly(1e6, 2e6);
    }

    @Test
    void linearTicksStartAtZeroAndCoverTheLargest() {
        List<Ticks.Tick> ticks = Ticks.linear(12_884, 4, Quantity.IOPS.scaled(12_884));

        assertThat(ticks)
                .extracting(Ticks.Tick::label)
                .containsExactly("0", "5,000", "10,000", "15,000");
        assertThat(Quantity.BYTES_PER_SECOND.scaled(5e7))
                .isEqualTo(new Quantity.Scaled(1 << 20, "MiB/s"));
    }

    @Test
    void guestCountsStandOnATrueNumericAxis() {
        // 1, 2 and 4 guests: the second step is twice the first.
        double[] xs = xs("cx=\"([0-9.]+)\" cy=\"[0-9.]+\" r=\"3\"", latency().svg());

        assertThat(xs).hasSize(3);
        assertThat((xs[2] - xs[1]) / (xs[1] - xs[0])).isCloseTo(2, within(0.02));
    }

    @Test
    void lineEndsWhereItsFiguresEndAndSaysWhy() {
        String svg = gaps().svg();

        assertThat(svg)
                .contains(">raw: failed at 4, 8</text>", ">vmdk: too few samples at 8</text>")
                .contains(">qcow2</text>")
                // The axis has every planned count, with figures or without.
                .contains(">4</text>", ">8</text>");
        // Four grid lines; one leader, of the line that reaches the edge; three crosses.
        assertThat(svg.split("<line ", -1)).hasSize(1 + 4 + 1 + 3 * 2);
    }

    @Test
    void rowOfManyDotsHasAStrokeAtItsMedian() {
        StripChart many =
                new StripChart(
                        fairness().heading(),
                        Quantity.IOPS,
                        List.of(
                                new StripChart.Row(
                                        "seven",
                                        Style.of(0),
                                        List.of(100.0, 400.0, 200.0, 300.0, 0.0, 250.0, 50.0)),
                                new StripChart.Row("two", Style.of(1), List.of(0.0, 400.0))));

        // The axis goes from 0 to 400: the median of 200 is its middle.
        double[] ends = xs("cx=\"([0-9.]+)\"", many.svg());
        assertThat(xs("<line x1=\"([0-9.]+)\" y1=\"[0-9.]+\" x2=\"\\1\"", strokes(many.svg())))
                .hasSize(1)
                .satisfies(x -> assertThat(x[0]).isCloseTo((ends[4] + ends[1]) / 2, within(0.1)));
        assertThat(strokes(fairness().svg())).isEmpty();
    }

    /** What is drawn with the width of medians alone. */
    private static String strokes(String svg) {
        return Pattern.compile("<g [^>]*stroke-width=\"1.5\".*?</g>", Pattern.DOTALL)
                .matcher(svg)
                .results()
                .map(r -> r.group())
                .collect(Collectors.joining());
    }

    private static double[] xs(String pattern, String svg) {
        return Pattern.compile(pattern)
                .matcher(svg)
                .results()
                .mapToDouble(r -> Double.parseDouble(r.group(1)))
                .toArray();
    }

    @Test
    void labelsMoveApartAndStayInside() {
        double[] at = Dodge.apart(new double[] {10, 11, 12, 60}, 12, 0, 100);

        assertThat(at).isSorted();
        for (int i = 1; i < at.length; i++) {
            assertThat(at[i] - at[i - 1]).isGreaterThanOrEqualTo(12 - 1e-9);
        }
        assertThat(at[3]).isEqualTo(60);
        assertThat(Arrays.stream(Dodge.apart(new double[] {99, 99, 99}, 12, 0, 100)).max())
                .hasValue(100);
    }

    @Test
    void measuresWithTheBundledFontAlone() {
        // The sum of the advance widths, which Arial and Helvetica share.
        assertThat(Canvas.width("qcow2 writeback", ChartFont.plain(11)))
                .isCloseTo(81.31, within(0.01));
        assertThat(ChartFont.plain(11).getFamily()).isEqualTo("Liberation Sans");
        assertThat(System.getProperty("sun.awt.fontconfig")).contains("berth-font-");
    }

    @Test
    void chartWithoutFiguresIsRefused() {
        assertThatThrownBy(() -> new BarChart(latency().heading(), Quantity.BYTES, List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("c-p99");
        assertThatThrownBy(() -> new Heading("9 lives", "", "", ""))
                .hasMessageContaining("9 lives");
    }

    /** With -Dgolden.write=true the files are written anew, to be looked at before a commit. */
    private static void golden(String name, Chart chart) throws IOException {
        Path file = Path.of("src/test/resources/io/berth/report/chart", name);
        if (Boolean.getBoolean("golden.write")) {
            Files.writeString(file, chart.svg() + "\n");
        }
        assertThat(chart.svg() + "\n").isEqualTo(Files.readString(file));
    }
}

package io.berth.report.chart;

/** A chart that can be drawn: figures and words, no pixels. */
public sealed interface Chart permits LineChart, BarChart, RatioChart, StripChart {
    Heading heading();

    /** The chart as one SVG element; the same figures make the same bytes. */
    String svg();
}

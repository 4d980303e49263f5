package io.berth.report.chart;

import java.util.List;

/**
 * One line of a chart.
 *
 * @param name the direct label at its right end
 * @param points joined by the line, by rising x
 * @param dots single measurements behind it, not joined; may be empty
 */
public record Series(String name, Style style, List<Point> points, List<Point> dots) {
    public Series {
        points = List.copyOf(points);
        dots = List.copyOf(dots);
    }

    /** A pair of figures in the units of the chart's axes. */
    public record Point(double x, double y) {}
}

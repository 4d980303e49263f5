package io.berth.report.chart;

import java.util.List;

/**
 * One line of a chart.
 *
 * @param name the direct label at its right end
 * @param points joined by the line, by rising x
 * @param dots single measurements behind it, not joined; may be empty
 * @param gaps where a point is missing, by rising x: the line breaks there, and a line that ends
 *     before its last gap says why
 */
public record Series(
        String name, Style style, List<Point> points, List<Point> dots, List<Gap> gaps) {
    public Series {
        points = List.copyOf(points);
        dots = List.copyOf(dots);
        gaps = List.copyOf(gaps);
    }

    /** A line without a gap. */
    public Series(String name, Style style, List<Point> points, List<Point> dots) {
        this(name, style, points, dots, List.of());
    }

    /** A pair of figures in the units of the chart's axes. */
    public record Point(double x, double y) {}

    /**
     * A place without a point.
     *
     * @param why in a word or three: {@code failed}
     * @param crossed whether a cross at the axis marks it
     */
    public record Gap(double x, String why, boolean crossed) {}

    /** The gaps after the last point: where the line would have gone. */
    List<Gap> after() {
        return points.isEmpty()
                ? List.of()
                : gaps.stream().filter(gap -> gap.x() > points.getLast().x()).toList();
    }
}

package io.berth.report.chart;

import java.awt.BasicStroke;
import java.awt.Graphics2D;
import java.awt.geom.Line2D;
import java.awt.geom.Point2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The names of lines. A line that reaches the right edge has its name there, moved apart from the
 * others; one that ends early has it beside its last point, with the reason.
 */
final class EndLabels {
    private static final double LABEL_GAP_PX = 12.5;

    /** Offsets of a baseline from its point: level, then above and below, ever further. */
    private static final double[] OFFSETS_PX = {4, -8, 16, -20, 28, -32};

    /** More room than this to the next line or name is not better. */
    private static final double ROOM_PX = 7;

    /** How much room a pixel of distance from the point is worth. */
    private static final double NEARNESS = 0.15;

    private final Canvas canvas;
    private final Rectangle2D area;
    private final double markerPx;

    /** The lines in pixels, in the order of their names. */
    private final List<Line> lines;

    private final List<Rectangle2D> taken = new ArrayList<>();

    /** A line as it was drawn. */
    record Line(Series series, List<Point2D> path) {
        Point2D end() {
            return path.getLast();
        }
    }

    EndLabels(Canvas canvas, Rectangle2D area, double markerPx, List<Line> lines) {
        this.canvas = canvas;
        this.area = area;
        this.markerPx = markerPx;
        this.lines = lines;
    }

    void draw() {
        atEdge(lines.stream().filter(line -> line.series().after().isEmpty()).toList());
        lines.stream().filter(line -> !line.series().after().isEmpty()).forEach(this::atPoint);
    }

    private void atEdge(List<Line> whole) {
        List<Line> ends =
                whole.stream()
                        .sorted(Comparator.comparingDouble(line -> line.end().getY()))
                        .toList();
        double[] at =
                Dodge.apart(
                        ends.stream().mapToDouble(line -> line.end().getY()).toArray(),
                        LABEL_GAP_PX,
                        area.getMinY() + 2,
                        area.getMaxY() + 4);
        double left = area.getMaxX() + 14;
        Graphics2D g2 = canvas.graphics();
        for (int i = 0; i < at.length; i++) {
            Line line = ends.get(i);
            Point2D end = line.end();
            g2.setStroke(new BasicStroke(1));
            g2.setPaint(Ink.AXIS);
            if (Math.abs(at[i] - end.getY()) > 3 || left - end.getX() > 24) {
                g2.draw(new Line2D.Double(end.getX() + markerPx + 2, end.getY(), left - 3, at[i]));
            }
            label(line.series().name(), line.series().style(), left, at[i] + 4);
        }
    }

    /** The name and why the line ends, where the fewest lines and names are in the way. */
    private void atPoint(Line line) {
        String text = line.series().name() + reason(line.series());
        double width = Canvas.labelWidth(text);
        Point2D end = line.end();
        double right = end.getX() + markerPx + 5;
        // Too long for what is left to the right: above or below the point.
        boolean beside = right + width <= canvas.widthPx();
        double x = beside ? right : Math.max(0, canvas.widthPx() - width);
        double best = Double.NEGATIVE_INFINITY;
        double baseline = end.getY() + OFFSETS_PX[0];
        for (double offset : OFFSETS_PX) {
            double y = end.getY() + offset;
            boolean inside = y - 9 > area.getMinY() && y < area.getMaxY() - 8;
            if (!inside || (!beside && offset == OFFSETS_PX[0])) {
                continue;
            }
            double score =
                    Math.min(ROOM_PX, room(line, x, x + width, y - 4))
                            - NEARNESS * Math.abs(offset - OFFSETS_PX[0]);
            if (score > best) {
                best = score;
                baseline = y;
            }
        }
        label(text, line.series().style(), x, baseline);
    }

    static String reason(Series series) {
        List<Series.Gap> gaps = series.after();
        return ": "
                + gaps.getFirst().why()
                + " at "
                + gaps.stream().map(gap -> Ticks.plain(gap.x())).collect(Collectors.joining(", "));
    }

    /** How far the nearest other line or name is from a text about the height {@code y}. */
    private double room(Line own, double left, double right, double y) {
        double room = ROOM_PX;
        for (Rectangle2D each : taken) {
            if (each.getMaxX() > left && each.getMinX() < right) {
                room = Math.min(room, Math.abs(each.getCenterY() - y) - 4);
            }
        }
        for (Line line : lines) {
            if (line != own) {
                room = Math.min(room, distance(line.path(), left, right, y));
            }
        }
        return room;
    }

    private static double distance(List<Point2D> path, double left, double right, double y) {
        double least = Double.POSITIVE_INFINITY;
        for (int i = 0; i < path.size(); i++) {
            Point2D from = path.get(Math.max(0, i - 1));
            Line2D segment = new Line2D.Double(from, path.get(i));
            Rectangle2D text = new Rectangle2D.Double(left, y - 4, right - left, 8);
            if (segment.intersects(text)) {
                return 0;
            }
            for (double x : new double[] {left, (left + right) / 2, right}) {
                least = Math.min(least, segment.ptSegDist(x, y));
            }
        }
        return least;
    }

    private void label(String text, Style style, double x, double baseline) {
        canvas.label(text, x, baseline, style.hue().text());
        taken.add(new Rectangle2D.Double(x, baseline - 9, Canvas.labelWidth(text), 11));
    }
}

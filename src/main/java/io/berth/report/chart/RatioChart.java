package io.berth.report.chart;

import java.awt.BasicStroke;
import java.awt.Graphics2D;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;

/**
 * Ratios on a log axis, each with its range, and the zone about 1 that counts as the same.
 *
 * @param zone how far from 1 that reaches, above 0
 * @param names of the ratios that each row has, in the order of the marks
 */
public record RatioChart(Heading heading, double zone, List<String> names, List<Row> rows)
        implements Chart {
    private static final int WIDTH_PX = 720;
    private static final int MARK_PX = 12;
    private static final int BETWEEN_ROWS_PX = 9;
    private static final int AXIS_PX = 24;
    private static final int RIGHT_PX = 12;

    /** Farther ratios are drawn at the edge. */
    private static final double FARTHEST = 5;

    private static final double[] TICKS = {
        0.2, 0.25, 0.33, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1, 1.1, 1.25, 1.5, 2, 2.5, 3, 4, 5
    };

    public RatioChart {
        names = List.copyOf(names);
        rows = List.copyOf(rows);
        if (rows.isEmpty() || !(zone > 0)) {
            throw new IllegalArgumentException("chart " + heading.id() + " has no figures");
        }
    }

    /**
     * One row.
     *
     * @param marks of the chart's names, those that it has
     */
    public record Row(String name, List<Mark> marks) {
        public Row {
            marks = List.copyOf(marks);
        }
    }

    /**
     * One ratio.
     *
     * @param index into the chart's names
     * @param low the interval's lower end; the median where there is no interval
     * @param high its upper end
     */
    public record Mark(int index, double median, double min, double max, double low, double high) {
        public Mark {
            if (!(min > 0 && min <= median && median <= max && max < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException(min + " ≤ " + median + " ≤ " + max);
            }
        }
    }

    @Override
    public String svg() {
        int top = new Canvas(WIDTH_PX, 10).heading(heading.title(), heading.finding()) + 8;
        int legendPx = 18;
        int rowPx = names.size() * MARK_PX + BETWEEN_ROWS_PX;
        int plotTop = top + legendPx;
        int plotBottom = plotTop + rows.size() * rowPx;
        Canvas canvas = new Canvas(WIDTH_PX, plotBottom + AXIS_PX);
        canvas.heading(heading.title(), heading.finding());
        double left =
                rows.stream().mapToDouble(r -> Canvas.labelWidth(r.name())).max().orElse(0) + 14;
        Axis axis = axis(left);
        legend(canvas, left, top + 8);
        frame(canvas, axis, plotTop, plotBottom);
        for (int i = 0; i < rows.size(); i++) {
            row(canvas, axis, rows.get(i), plotTop + i * rowPx, i == 0);
        }
        return canvas.svg(heading.id(), heading.title(), heading.description());
    }

    /** From ratios to pixels. */
    private record Axis(double left, double right, double low, double high) {
        double x(double ratio) {
            double held = Math.clamp(ratio, low, high);
            return left + (right - left) * Math.log(held / low) / Math.log(high / low);
        }
    }

    private Axis axis(double left) {
        double[] ends =
                rows.stream()
                        .flatMap(row -> row.marks().stream())
                        .flatMapToDouble(mark -> DoubleStream.of(mark.min(), mark.max()))
                        .toArray();
        double low = Math.min(0.8, DoubleStream.of(ends).min().orElse(1) * 0.97);
        double high = Math.max(1.25, DoubleStream.of(ends).max().orElse(1) * 1.03);
        return new Axis(
                left, WIDTH_PX - RIGHT_PX, Math.max(1 / FARTHEST, low), Math.min(FARTHEST, high));
    }

    private void legend(Canvas canvas, double left, double y) {
        double x = left;
        for (int i = 0; i < names.size(); i++) {
            Graphics2D g2 = canvas.graphics();
            Style style = Style.of(i);
            g2.setPaint(style.hue().mark());
            g2.fill(style.shape(4, x + 4, y - 4));
            canvas.label(names.get(i), x + 13, y, style.hue().text());
            x += 13 + Canvas.labelWidth(names.get(i)) + 18;
        }
    }

    private void frame(Canvas canvas, Axis axis, double top, double bottom) {
        Graphics2D g2 = canvas.graphics();
        g2.setPaint(Ink.GRID);
        double from = axis.x(1 - zone);
        g2.fill(new Rectangle2D.Double(from, top, axis.x(1 + zone) - from, bottom - top));
        List<Double> shown = new ArrayList<>(List.of(1.0));
        for (double tick : TICKS) {
            shown.add(tick);
        }
        List<Double> labelled = new ArrayList<>();
        for (double tick : shown) {
            boolean inside = tick >= axis.low() * 0.999 && tick <= axis.high() * 1.001;
            boolean free =
                    labelled.stream()
                            .allMatch(other -> Math.abs(axis.x(other) - axis.x(tick)) > 30);
            if (inside && free) {
                labelled.add(tick);
            }
        }
        for (double tick : labelled) {
            double x = axis.x(tick);
            g2.setStroke(new BasicStroke(1));
            g2.setPaint(tick == 1 ? Ink.AXIS : Ink.GRID);
            g2.draw(new Line2D.Double(x, top, x, bottom));
            String label = tick == 1 ? "1 = fio" : text(tick);
            canvas.label(label, x - Canvas.labelWidth(label) / 2, bottom + 15, Ink.MUTED);
        }
    }

    private void row(Canvas canvas, Axis axis, Row row, double top, boolean first) {
        Graphics2D g2 = canvas.graphics();
        if (!first) {
            g2.setStroke(new BasicStroke(1));
            g2.setPaint(Ink.GRID);
            g2.draw(new Line2D.Double(0, top, axis.right(), top));
        }
        double middle = top + BETWEEN_ROWS_PX / 2.0 + names.size() * MARK_PX / 2.0;
        canvas.label(row.name(), 0, middle + 4, Ink.TEXT);
        if (row.marks().isEmpty()) {
            canvas.label("no figures", axis.x(1) + 8, middle + 4, Ink.MUTED);
        }
        for (Mark mark : row.marks()) {
            double y = top + BETWEEN_ROWS_PX / 2.0 + mark.index() * MARK_PX + MARK_PX / 2.0;
            Style style = Style.of(mark.index());
            g2.setPaint(style.hue().mark());
            g2.setStroke(new BasicStroke(1));
            g2.draw(new Line2D.Double(axis.x(mark.min()), y, axis.x(mark.max()), y));
            g2.setStroke(new BasicStroke(3));
            g2.draw(new Line2D.Double(axis.x(mark.low()), y, axis.x(mark.high()), y));
            g2.fill(style.shape(4, axis.x(mark.median()), y));
        }
    }

    private static String text(double tick) {
        String text = String.format(Locale.ROOT, "%.2f", tick);
        return text.endsWith("0") ? text.substring(0, text.length() - 1) : text;
    }
}

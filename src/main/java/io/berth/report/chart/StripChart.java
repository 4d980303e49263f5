package io.berth.report.chart;

import java.awt.BasicStroke;
import java.awt.Graphics2D;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.util.List;
import org.jfree.chart.ChartRenderingInfo;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.chart.ui.RectangleInsets;

/**
 * Rows of dots on one axis: guests of a case, disks with a setting, repetitions of an operation.
 *
 * @param value what the x axis counts: from zero, or on a log axis
 * @param medians whether each row of several dots has a stroke at its median, however few they are
 */
public record StripChart(
        Heading heading, Quantity value, boolean log, boolean medians, List<Row> rows)
        implements Chart {
    private static final int WIDTH_PX = 520;
    private static final int ROW_PX = 19;
    private static final int AXIS_PX = 22;

    /** Rows of more dots than these have a stroke at their median. */
    private static final int COUNTED_AT_A_GLANCE = 6;

    /** From zero, with medians where dots are too many to be counted at a glance. */
    public StripChart(Heading heading, Quantity value, List<Row> rows) {
        this(heading, value, false, false, rows);
    }

    public StripChart {
        rows = List.copyOf(rows);
        if (rows.stream().allMatch(r -> r.values().isEmpty())) {
            throw new IllegalArgumentException("chart " + heading.id() + " has no figures");
        }
    }

    /**
     * One row.
     *
     * @param values of each dot
     * @param shown what stands at its right end; empty for nothing
     */
    public record Row(String name, Style style, List<Double> values, String shown) {
        public Row {
            values = List.copyOf(values);
        }

        /** One with nothing at its end. */
        public Row(String name, Style style, List<Double> values) {
            this(name, style, values, "");
        }
    }

    @Override
    public String svg() {
        double max =
                rows.stream().flatMap(r -> r.values().stream()).max(Double::compare).orElseThrow();
        Quantity.Scaled unit = value.scaled(max);
        String title =
                log || unit.unit().isEmpty()
                        ? heading.title()
                        : heading.title() + ", " + unit.unit();
        int top = new Canvas(WIDTH_PX, 10).heading(title, heading.finding()) + 4;
        int plotPx = rows.size() * ROW_PX + AXIS_PX;
        Canvas canvas = new Canvas(WIDTH_PX, top + plotPx);
        canvas.heading(title, heading.finding());
        double left =
                rows.stream().mapToDouble(r -> Canvas.labelWidth(r.name())).max().orElse(0) + 10;

        double right =
                14 + rows.stream().mapToDouble(r -> Canvas.labelWidth(r.shown())).max().orElse(0);

        XYPlot plot = plot(max, unit);
        JFreeChart chart = new JFreeChart(null, null, plot, false);
        chart.setBackgroundPaint(null);
        chart.setPadding(RectangleInsets.ZERO_INSETS);
        ChartRenderingInfo info = new ChartRenderingInfo();
        chart.draw(
                canvas.graphics(),
                new Rectangle2D.Double(left, top, WIDTH_PX - left - right, plotPx),
                null,
                info);
        Rectangle2D area = info.getPlotInfo().getDataArea();
        rows(canvas, plot, area);
        return canvas.svg(heading.id(), title, heading.description());
    }

    private void rows(Canvas canvas, XYPlot plot, Rectangle2D area) {
        Graphics2D g2 = canvas.graphics();
        for (int i = 0; i < rows.size(); i++) {
            double y = plot.getRangeAxis().valueToJava2D(-i, area, RectangleEdge.LEFT);
            canvas.label(rows.get(i).name(), 0, y + 4, Ink.TEXT);
            canvas.labelRight(rows.get(i).shown(), WIDTH_PX, y + 4, Ink.TEXT);
            g2.setStroke(new BasicStroke(1));
            g2.setPaint(Ink.GRID);
            g2.draw(new Line2D.Double(area.getMinX(), y, area.getMaxX(), y));
            Style style = rows.get(i).style();
            g2.setPaint(style.hue().mark(190));
            for (double each : rows.get(i).values()) {
                double x = plot.getDomainAxis().valueToJava2D(each, area, RectangleEdge.BOTTOM);
                g2.fill(style.shape(3.4, x, y));
            }
            median(g2, plot, area, rows.get(i), y);
        }
    }

    private void median(Graphics2D g2, XYPlot plot, Rectangle2D area, Row row, double y) {
        if (row.values().size() > (medians ? 1 : COUNTED_AT_A_GLANCE)) {
            double[] sorted = row.values().stream().mapToDouble(v -> v).sorted().toArray();
            int n = sorted.length;
            double median = (sorted[(n - 1) / 2] + sorted[n / 2]) / 2;
            double x = plot.getDomainAxis().valueToJava2D(median, area, RectangleEdge.BOTTOM);
            g2.setPaint(Ink.TEXT);
            g2.setStroke(new BasicStroke(1.5f));
            g2.draw(new Line2D.Double(x, y - 7, x, y + 7));
        }
    }

    private XYPlot plot(double max, Quantity.Scaled unit) {
        ValueAxis values = log ? logAxis(max) : linearAxis(max, unit);
        ValueAxis names = TickedAxis.linear(-(rows.size() - 1) - 0.6, 0.6, List.of());
        names.setVisible(false);
        XYPlot plot = new XYPlot(null, values, names, null);
        plot.setBackgroundPaint(null);
        plot.setOutlineVisible(false);
        plot.setInsets(RectangleInsets.ZERO_INSETS);
        plot.setAxisOffset(RectangleInsets.ZERO_INSETS);
        plot.setRangeGridlinesVisible(false);
        plot.setDomainGridlinePaint(Ink.GRID);
        plot.setDomainGridlineStroke(new BasicStroke(1));
        return plot;
    }

    private static ValueAxis linearAxis(double max, Quantity.Scaled unit) {
        List<Ticks.Tick> ticks = Ticks.linear(max, 5, unit);
        return TickedAxis.linear(0, ticks.getLast().value(), ticks);
    }

    private ValueAxis logAxis(double max) {
        double min =
                rows.stream()
                        .flatMap(r -> r.values().stream())
                        .filter(v -> v > 0)
                        .min(Double::compare)
                        .orElse(max);
        double[] bounds = Ticks.logBounds(min, max);
        return TickedAxis.log(
                bounds[0], bounds[1], Ticks.log(bounds[0], bounds[1], value::logTick));
    }
}

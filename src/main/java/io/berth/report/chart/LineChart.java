package io.berth.report.chart;

import io.berth.report.chart.Series.Gap;
import io.berth.report.chart.Series.Point;
import java.awt.BasicStroke;
import java.awt.Graphics2D;
import java.awt.geom.Line2D;
import java.awt.geom.Point2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import org.jfree.chart.ChartRenderingInfo;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.chart.ui.RectangleInsets;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;

/**
 * Lines over a numeric axis, each labelled at its right end.
 *
 * @param x what the x axis counts: guests (linear, a tick at each tested count) or the tail (log)
 * @param y what the y axis counts
 * @param logY whether y is logarithmic; a linear y axis starts at zero
 * @param yMax the y axis reaches at least this, so that neighbouring charts share it; 0 if free
 * @param yMin on a log axis it starts no higher than this; 0 if free
 * @param marks instants or counts that matter to all lines
 */
public record LineChart(
        Heading heading,
        Quantity x,
        Quantity y,
        boolean logY,
        double yMin,
        double yMax,
        List<Series> series,
        List<Mark> marks)
        implements Chart {
    private static final int WIDTH_PX = 340;

    /** Names longer than this share of the chart make it wider, and not the plot narrower. */
    private static final double NAMES_SHARE = 0.4;

    private static final int PLOT_PX = 205;
    private static final double MARKER_PX = 3;
    private static final float[] DASHED = {4, 3};

    /**
     * A vertical line through the plot.
     *
     * @param name beside its upper end
     */
    public record Mark(double x, String name) {}

    /** One without marks. */
    public LineChart(
            Heading heading,
            Quantity x,
            Quantity y,
            boolean logY,
            double yMin,
            double yMax,
            List<Series> series) {
        this(heading, x, y, logY, yMin, yMax, series, List.of());
    }

    public LineChart {
        series = List.copyOf(series);
        marks = List.copyOf(marks);
        if (series.stream().allMatch(s -> s.points().isEmpty() && s.dots().isEmpty())) {
            throw new IllegalArgumentException("chart " + heading.id() + " has no figures");
        }
    }

    @Override
    public String svg() {
        double max = Math.max(yMax, ys().max().orElseThrow());
        Quantity.Scaled unit = y.scaled(max);
        String title =
                logY || unit.unit().isEmpty()
                        ? heading.title()
                        : heading.title() + ", " + unit.unit();
        double names =
                series.stream()
                        .filter(s -> s.after().isEmpty())
                        .mapToDouble(s -> Canvas.labelWidth(s.name()))
                        .max()
                        .orElse(30);
        double right = names + 20;
        int width = (int) Math.max(WIDTH_PX, Math.ceil(WIDTH_PX * (1 - NAMES_SHARE) + right));
        int top = new Canvas(width, 10).heading(title, heading.finding());
        Canvas canvas = new Canvas(width, top + PLOT_PX);
        canvas.heading(title, heading.finding());

        XYPlot plot = plot(unit, max);
        JFreeChart chart = new JFreeChart(null, null, plot, false);
        chart.setBackgroundPaint(null);
        chart.setPadding(new RectangleInsets(4, 0, 0, 0));
        ChartRenderingInfo info = new ChartRenderingInfo();
        chart.draw(
                canvas.graphics(),
                new Rectangle2D.Double(0, top, width - right, PLOT_PX),
                null,
                info);
        Rectangle2D area = info.getPlotInfo().getDataArea();
        instants(canvas, plot, area);
        if (hasMarkers()) {
            markers(canvas.graphics(), plot, area);
        }
        crosses(canvas.graphics(), plot, area);
        double markerPx = hasMarkers() ? MARKER_PX : 0;
        new EndLabels(canvas, area, markerPx, drawn(plot, area)).draw();
        canvas.label(
                x.axisName(),
                area.getMaxX() + (x == Quantity.TAIL ? 24 : 12),
                area.getMaxY() + 16,
                Ink.MUTED);
        return canvas.svg(heading.id(), title, heading.description());
    }

    private XYPlot plot(Quantity.Scaled unit, double max) {
        XYPlot plot = new XYPlot();
        plot.setBackgroundPaint(null);
        plot.setOutlineVisible(false);
        plot.setAxisOffset(RectangleInsets.ZERO_INSETS);
        plot.setInsets(RectangleInsets.ZERO_INSETS);
        plot.setDomainGridlinesVisible(false);
        plot.setRangeGridlinePaint(Ink.GRID);
        plot.setRangeGridlineStroke(new BasicStroke(1));
        plot.setDomainAxis(xAxis());
        plot.setRangeAxis(yAxis(unit, max));
        XYSeriesCollection lines = new XYSeriesCollection();
        XYLineAndShapeRenderer renderer = new XYLineAndShapeRenderer(true, false);
        renderer.setDrawSeriesLineAsPath(true);
        for (int i = 0; i < series.size(); i++) {
            Series each = series.get(i);
            lines.addSeries(data(i, each));
            renderer.setSeriesPaint(i, each.style().hue().mark());
            renderer.setSeriesStroke(i, each.style().stroke(1.6));
        }
        plot.setDataset(lines);
        plot.setRenderer(renderer);
        return plot;
    }

    /** Whether points are few enough to be marked one by one. */
    private boolean hasMarkers() {
        return x != Quantity.TAIL && x != Quantity.SECONDS;
    }

    private void instants(Canvas canvas, XYPlot plot, Rectangle2D area) {
        Graphics2D g2 = canvas.graphics();
        for (Mark mark : marks) {
            double at = xOf(plot, area, new Point(mark.x(), 0));
            g2.setPaint(Ink.AXIS);
            g2.setStroke(
                    new BasicStroke(
                            1, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 10, DASHED, 0));
            g2.draw(new Line2D.Double(at, area.getMinY(), at, area.getMaxY()));
            canvas.label(mark.name(), at + 4, area.getMinY() + 9, Ink.MUTED);
        }
    }

    /** A marker at each point, a small faint one at each single measurement. */
    private void markers(Graphics2D g2, XYPlot plot, Rectangle2D area) {
        for (Series each : series) {
            g2.setPaint(each.style().hue().mark(110));
            for (Point dot : each.dots()) {
                g2.fill(
                        each.style()
                                .shape(
                                        MARKER_PX * 0.6,
                                        xOf(plot, area, dot),
                                        yOf(plot, area, dot)));
            }
            g2.setPaint(each.style().hue().mark());
            for (Point point : each.points()) {
                g2.fill(
                        each.style()
                                .shape(MARKER_PX, xOf(plot, area, point), yOf(plot, area, point)));
            }
        }
    }

    private static double xOf(XYPlot plot, Rectangle2D area, Point point) {
        return plot.getDomainAxis().valueToJava2D(point.x(), area, plot.getDomainAxisEdge());
    }

    private static double yOf(XYPlot plot, Rectangle2D area, Point point) {
        return plot.getRangeAxis().valueToJava2D(point.y(), area, plot.getRangeAxisEdge());
    }

    /** The points by rising x; a gap is a point without a y, at which the line breaks. */
    private static XYSeries data(int key, Series series) {
        List<Point> points = new ArrayList<>(series.points());
        series.gaps().forEach(gap -> points.add(new Point(gap.x(), Double.NaN)));
        points.sort(Comparator.comparingDouble(Point::x));
        XYSeries data = new XYSeries(key, false, true);
        points.forEach(p -> data.add(p.x(), p.y()));
        return data;
    }

    private ValueAxis xAxis() {
        double[] xs =
                DoubleStream.concat(
                                points().stream().mapToDouble(Point::x),
                                series.stream().flatMap(s -> s.gaps().stream()).mapToDouble(Gap::x))
                        .sorted()
                        .distinct()
                        .toArray();
        double min = xs[0];
        double max = xs[xs.length - 1];
        if (x == Quantity.TAIL) {
            double upper = Math.max(max, min * 2);
            List<Ticks.Tick> ticks = new ArrayList<>();
            for (double tail = 10; tail <= upper * 1.001; tail *= 10) {
                ticks.add(new Ticks.Tick(tail, x.logTick(tail)));
            }
            ticks.addFirst(new Ticks.Tick(2, x.logTick(2)));
            return TickedAxis.log(Math.min(min, 2), upper, ticks);
        }
        if (x == Quantity.SECONDS) {
            List<Ticks.Tick> within = new ArrayList<>(Ticks.linear(max, 5, x.scaled(max)));
            within.removeIf(tick -> tick.value() > max);
            return TickedAxis.linear(Math.min(0, min), max, within);
        }
        double pad = max > min ? (max - min) * 0.06 : 0.5;
        List<Ticks.Tick> ticks = new ArrayList<>();
        double last = Double.NEGATIVE_INFINITY;
        for (double each : xs) {
            boolean room = each - last >= (max - min) * 0.07;
            ticks.add(new Ticks.Tick(each, room ? Ticks.plain(each) : ""));
            last = room ? each : last;
        }
        return TickedAxis.linear(min - pad, max + pad, ticks);
    }

    private ValueAxis yAxis(Quantity.Scaled unit, double max) {
        if (!logY) {
            List<Ticks.Tick> ticks = Ticks.linear(max, 4, unit);
            return TickedAxis.linear(0, ticks.getLast().value() * 1.02, ticks);
        }
        double min = ys().filter(v -> v > 0).min().orElse(1);
        double[] bounds = Ticks.logBounds(yMin > 0 ? Math.min(yMin, min) : min, max);
        return TickedAxis.log(bounds[0], bounds[1], Ticks.log(bounds[0], bounds[1], y::logTick));
    }

    /** A small cross at the axis where a case has no figures, those of several lines stacked. */
    private void crosses(Graphics2D g2, XYPlot plot, Rectangle2D area) {
        Map<Double, Integer> stacked = new HashMap<>();
        g2.setStroke(new BasicStroke(1.4f));
        for (Series each : series) {
            g2.setPaint(each.style().hue().mark());
            for (Gap gap : each.gaps()) {
                if (gap.crossed()) {
                    int above = stacked.merge(gap.x(), 1, Integer::sum) - 1;
                    double x = xOf(plot, area, new Point(gap.x(), 0));
                    double y = area.getMaxY() - 6 - 9.0 * above;
                    g2.draw(new Line2D.Double(x - 3, y - 3, x + 3, y + 3));
                    g2.draw(new Line2D.Double(x - 3, y + 3, x + 3, y - 3));
                }
            }
        }
    }

    private List<EndLabels.Line> drawn(XYPlot plot, Rectangle2D area) {
        List<EndLabels.Line> lines = new ArrayList<>();
        for (Series each : series) {
            List<Point> points = each.points().isEmpty() ? each.dots() : each.points();
            if (!points.isEmpty()) {
                List<Point2D> path = new ArrayList<>();
                points.forEach(
                        p -> path.add(new Point2D.Double(xOf(plot, area, p), yOf(plot, area, p))));
                lines.add(new EndLabels.Line(each, path));
            }
        }
        return lines;
    }

    private List<Point> points() {
        List<Point> all = new ArrayList<>();
        series.forEach(
                s -> {
                    all.addAll(s.points());
                    all.addAll(s.dots());
                });
        return all;
    }

    private DoubleStream ys() {
        return points().stream().mapToDouble(Point::y);
    }
}

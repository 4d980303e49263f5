package io.berth.report.chart;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Paint;
import java.awt.geom.Rectangle2D;
import java.util.List;
import org.jfree.chart.ChartRenderingInfo;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.AxisLocation;
import org.jfree.chart.axis.CategoryAxis;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.plot.CategoryPlot;
import org.jfree.chart.plot.PlotOrientation;
import org.jfree.chart.renderer.category.BarRenderer;
import org.jfree.chart.renderer.category.StandardBarPainter;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.chart.ui.RectangleInsets;
import org.jfree.data.category.DefaultCategoryDataset;

/**
 * Horizontal bars from zero, the name to the left and the figure to the right of each.
 *
 * @param value what the bars' length counts
 */
public record BarChart(Heading heading, Quantity value, List<Bar> bars) implements Chart {
    private static final int WIDTH_PX = 340;
    private static final int ROW_PX = 22;

    /** Long names make the chart wider, and not the bars shorter than this. */
    private static final int BARS_LEAST_PX = 120;

    public BarChart {
        bars = List.copyOf(bars);
        if (bars.isEmpty()) {
            throw new IllegalArgumentException("chart " + heading.id() + " has no bars");
        }
    }

    /**
     * One bar.
     *
     * @param shown the figure as it is written behind the bar, unit and all
     */
    public record Bar(String name, double value, String shown, Style style) {}

    @Override
    public String svg() {
        double left =
                bars.stream().mapToDouble(b -> Canvas.labelWidth(b.name())).max().orElse(0) + 8;
        double right =
                bars.stream().mapToDouble(b -> Canvas.labelWidth(b.shown())).max().orElse(0) + 8;
        int width = (int) Math.max(WIDTH_PX, Math.ceil(left + BARS_LEAST_PX + right));
        int top = new Canvas(width, 10).heading(heading.title(), heading.finding()) + 4;
        int height = top + bars.size() * ROW_PX + 4;
        Canvas canvas = new Canvas(width, height);
        canvas.heading(heading.title(), heading.finding());

        CategoryPlot plot = plot();
        JFreeChart chart = new JFreeChart(null, null, plot, false);
        chart.setBackgroundPaint(null);
        chart.setPadding(RectangleInsets.ZERO_INSETS);
        ChartRenderingInfo info = new ChartRenderingInfo();
        chart.draw(
                canvas.graphics(),
                new Rectangle2D.Double(
                        left, top, width - left - right, bars.size() * (double) ROW_PX),
                null,
                info);
        Rectangle2D area = info.getPlotInfo().getDataArea();
        for (int i = 0; i < bars.size(); i++) {
            Bar bar = bars.get(i);
            double y =
                    plot.getDomainAxis()
                            .getCategoryMiddle(i, bars.size(), area, RectangleEdge.LEFT);
            double end = plot.getRangeAxis().valueToJava2D(bar.value(), area, RectangleEdge.BOTTOM);
            canvas.label(bar.name(), 0, y + 4, Ink.TEXT);
            canvas.label(bar.shown(), end + 5, y + 4, Ink.TEXT);
        }
        return canvas.svg(heading.id(), heading.title(), heading.description());
    }

    private CategoryPlot plot() {
        DefaultCategoryDataset data = new DefaultCategoryDataset();
        for (int i = 0; i < bars.size(); i++) {
            data.addValue(bars.get(i).value(), "value", Integer.valueOf(i));
        }
        CategoryAxis names = new CategoryAxis();
        names.setVisible(false);
        names.setLowerMargin(0);
        names.setUpperMargin(0);
        names.setCategoryMargin(0.35);
        double max = bars.stream().mapToDouble(Bar::value).max().orElse(0);
        ValueAxis axis = TickedAxis.linear(0, max > 0 ? max : 1, List.of());
        axis.setVisible(false);
        CategoryPlot plot = new CategoryPlot(data, names, axis, new Bars(bars));
        plot.setOrientation(PlotOrientation.HORIZONTAL);
        plot.setDomainAxisLocation(AxisLocation.TOP_OR_LEFT);
        plot.setBackgroundPaint(null);
        plot.setOutlineVisible(false);
        plot.setInsets(RectangleInsets.ZERO_INSETS);
        plot.setAxisOffset(RectangleInsets.ZERO_INSETS);
        plot.setRangeGridlinesVisible(false);
        return plot;
    }

    private static final class Bars extends BarRenderer {
        private final transient List<Bar> bars;

        Bars(List<Bar> bars) {
            this.bars = bars;
            setBarPainter(new StandardBarPainter());
            setShadowVisible(false);
            setDrawBarOutline(false);
            setItemMargin(0);
            setDefaultOutlineStroke(new BasicStroke(0));
        }

        @Override
        public Paint getItemPaint(int row, int column) {
            Color mark = bars.get(column).style().hue().mark();
            return mark;
        }
    }
}

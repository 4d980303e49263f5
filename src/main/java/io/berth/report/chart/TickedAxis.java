package io.berth.report.chart;

import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;
import org.jfree.chart.axis.AxisState;
import org.jfree.chart.axis.LogAxis;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.NumberTick;
import org.jfree.chart.axis.TickType;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.chart.ui.RectangleInsets;
import org.jfree.chart.ui.TextAnchor;

/**
 * JFreeChart axes whose ticks are given: JFreeChart's own log ticks are drawn as glyph outlines
 * (10², four times the bytes) and its linear ones depend on font and size.
 */
final class TickedAxis {
    private TickedAxis() {}

    static ValueAxis linear(double lower, double upper, List<Ticks.Tick> ticks) {
        NumberAxis axis = new Linear(ticks);
        axis.setAutoRangeIncludesZero(false);
        axis.setRange(lower, upper);
        return dressed(axis);
    }

    static ValueAxis log(double lower, double upper, List<Ticks.Tick> ticks) {
        LogAxis axis = new Log(ticks);
        axis.setRange(lower, upper);
        return dressed(axis);
    }

    private static ValueAxis dressed(ValueAxis axis) {
        axis.setTickLabelFont(ChartFont.plain(Canvas.TEXT_PX));
        axis.setTickLabelPaint(Ink.MUTED);
        axis.setTickMarksVisible(false);
        axis.setAxisLineVisible(false);
        axis.setTickLabelInsets(new RectangleInsets(6, 4, 2, 5));
        axis.setLabel(null);
        return axis;
    }

    private static List<NumberTick> ticks(List<Ticks.Tick> given, RectangleEdge edge) {
        TextAnchor anchor =
                RectangleEdge.isLeftOrRight(edge) ? TextAnchor.CENTER_RIGHT : TextAnchor.TOP_CENTER;
        List<NumberTick> ticks = new ArrayList<>();
        for (Ticks.Tick tick : given) {
            ticks.add(
                    new NumberTick(
                            TickType.MAJOR,
                            tick.value(),
                            tick.label(),
                            anchor,
                            TextAnchor.CENTER,
                            0));
        }
        return ticks;
    }

    private static final class Linear extends NumberAxis {
        private final transient List<Ticks.Tick> given;

        Linear(List<Ticks.Tick> given) {
            this.given = given;
        }

        @Override
        public List<NumberTick> refreshTicks(
                Graphics2D g2, AxisState state, Rectangle2D area, RectangleEdge edge) {
            return ticks(given, edge);
        }
    }

    private static final class Log extends LogAxis {
        private final transient List<Ticks.Tick> given;

        Log(List<Ticks.Tick> given) {
            this.given = given;
        }

        @Override
        public List<NumberTick> refreshTicks(
                Graphics2D g2, AxisState state, Rectangle2D area, RectangleEdge edge) {
            return ticks(given, edge);
        }
    }
}

package io.berth.report.chart;

import java.awt.BasicStroke;
import java.awt.Shape;
import java.awt.Stroke;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;

/**
 * How a series looks: colour, dash and marker together, so that it is told apart in black and white
 * and by the colour-blind as well.
 *
 * @param colour index into {@link Ink#SERIES}, taken modulo its length
 * @param dash index into the dashes, modulo
 * @param marker index into the markers, modulo
 */
public record Style(int colour, int dash, int marker) {
    private static final float[][] DASHES = {null, {6, 3}, {2, 3}, {9, 3, 2, 3}};
    private static final int MARKERS = 6;

    /** The style of the n-th of several unrelated series. */
    public static Style of(int index) {
        return new Style(index, index / Ink.SERIES.size(), index);
    }

    Ink.Hue hue() {
        return Ink.SERIES.get(Math.floorMod(colour, Ink.SERIES.size()));
    }

    Stroke stroke(double widthPx) {
        float[] dashes = DASHES[Math.floorMod(dash, DASHES.length)];
        return new BasicStroke(
                (float) widthPx, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 10, dashes, 0);
    }

    /** The marker about the origin; {@code radius} px, areas about equal. */
    Shape shape(double radius) {
        double r = radius;
        return switch (Math.floorMod(marker, MARKERS)) {
            case 0 -> new Ellipse2D.Double(-r, -r, 2 * r, 2 * r);
            case 1 -> new Rectangle2D.Double(-0.9 * r, -0.9 * r, 1.8 * r, 1.8 * r);
            case 2 -> polygon(0, -1.25 * r, 1.15 * r, 0.85 * r, -1.15 * r, 0.85 * r);
            case 3 -> polygon(0, -1.3 * r, 1.3 * r, 0, 0, 1.3 * r, -1.3 * r, 0);
            case 4 -> polygon(0, 1.25 * r, 1.15 * r, -0.85 * r, -1.15 * r, -0.85 * r);
            default -> new Rectangle2D.Double(-1.3 * r, -0.6 * r, 2.6 * r, 1.2 * r);
        };
    }

    private static Shape polygon(double... xy) {
        Path2D path = new Path2D.Double();
        path.moveTo(xy[0], xy[1]);
        for (int i = 2; i < xy.length; i += 2) {
            path.lineTo(xy[i], xy[i + 1]);
        }
        path.closePath();
        return path;
    }
}

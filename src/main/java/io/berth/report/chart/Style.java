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

    /**
     * The marker about a point, {@code r} px, areas about equal. It is made where it is drawn: a
     * moved circle would become a path of four curves, ten times the bytes.
     */
    Shape shape(double r, double x, double y) {
        return switch (Math.floorMod(marker, MARKERS)) {
            case 0 -> new Ellipse2D.Double(x - r, y - r, 2 * r, 2 * r);
            case 1 -> new Rectangle2D.Double(x - 0.9 * r, y - 0.9 * r, 1.8 * r, 1.8 * r);
            case 2 -> polygon(x, y, r, 0, -1.25, 1.15, 0.85, -1.15, 0.85);
            case 3 -> polygon(x, y, r, 0, -1.3, 1.3, 0, 0, 1.3, -1.3, 0);
            case 4 -> polygon(x, y, r, 0, 1.25, 1.15, -0.85, -1.15, -0.85);
            default -> new Rectangle2D.Double(x - 1.3 * r, y - 0.6 * r, 2.6 * r, 1.2 * r);
        };
    }

    private static Shape polygon(double x, double y, double r, double... corners) {
        Path2D path = new Path2D.Double();
        path.moveTo(x + r * corners[0], y + r * corners[1]);
        for (int i = 2; i < corners.length; i += 2) {
            path.lineTo(x + r * corners[i], y + r * corners[i + 1]);
        }
        path.closePath();
        return path;
    }
}

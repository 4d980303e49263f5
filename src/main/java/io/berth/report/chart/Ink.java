package io.berth.report.chart;

import java.awt.Color;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The colours of charts.
 *
 * <p>Text and lines of the frame are drawn in stand-in colours that become {@code currentColor}
 * with an opacity in the SVG, so that they follow the page into dark mode with no style sheet at
 * all. Series colours are Okabe and Ito's ("Color Universal Design", 2008), written as presentation
 * attributes, with a class by which a style sheet may lighten them on a dark ground.
 */
final class Ink {
    static final Color TEXT = new Color(1, 1, 1);
    static final Color MUTED = new Color(2, 2, 2);
    static final Color GRID = new Color(3, 3, 3);
    static final Color AXIS = new Color(4, 4, 4);

    /** A series colour: for marks, and darkened to a contrast of 4.5 on white for text. */
    record Hue(String name, Color mark, Color text) {
        /** The mark's colour, through which others are seen; alpha of 255. */
        Color mark(int alpha) {
            return new Color(mark.getRed(), mark.getGreen(), mark.getBlue(), alpha);
        }
    }

    static final List<Hue> SERIES =
            List.of(
                    new Hue("blue", new Color(0x0072B2), new Color(0x00609A)),
                    new Hue("vermillion", new Color(0xD55E00), new Color(0xAF4A00)),
                    new Hue("green", new Color(0x009E73), new Color(0x007556)),
                    new Hue("purple", new Color(0xCC79A7), new Color(0x9A4678)),
                    new Hue("orange", new Color(0xE69F00), new Color(0x865C00)),
                    new Hue("sky", new Color(0x56B4E9), new Color(0x1F75A6)));

    /** How a colour is written: the value, an opacity or "", a class or "". */
    record Written(String value, String opacity, String markClass) {}

    private static final Map<Integer, Written> WRITTEN = written();

    private Ink() {}

    static Written written(int rgb) {
        Written written = WRITTEN.get(rgb & 0xFFFFFF);
        if (written == null) {
            throw new IllegalStateException(
                    "a chart used a colour outside its palette: #%06x".formatted(rgb & 0xFFFFFF));
        }
        return written;
    }

    private static Map<Integer, Written> written() {
        Map<Integer, Written> map = new HashMap<>();
        map.put(key(TEXT), new Written("currentColor", "", ""));
        map.put(key(MUTED), new Written("currentColor", ".68", ""));
        map.put(key(GRID), new Written("currentColor", ".13", ""));
        map.put(key(AXIS), new Written("currentColor", ".45", ""));
        for (Hue hue : SERIES) {
            map.put(key(hue.mark()), new Written(hex(hue.mark()), "", "m-" + hue.name()));
            map.put(key(hue.text()), new Written(hex(hue.text()), "", "t-" + hue.name()));
        }
        return Map.copyOf(map);
    }

    private static int key(Color color) {
        return color.getRGB() & 0xFFFFFF;
    }

    private static String hex(Color color) {
        return "#%06x".formatted(key(color));
    }
}

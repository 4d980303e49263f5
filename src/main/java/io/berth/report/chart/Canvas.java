package io.berth.report.chart;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.font.FontRenderContext;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.apache.batik.svggen.SVGGraphics2D;
import org.w3c.dom.Document;

/**
 * One SVG being drawn: its ground, its title at the top left, and its text as the reader gets it.
 */
final class Canvas {
    static final int TEXT_PX = 11;
    static final int TITLE_PX = 13;
    private static final int LINE_PX = 15;
    private static final FontRenderContext FRC = new FontRenderContext(null, true, true);

    private final SVGGraphics2D g2;
    private final int widthPx;
    private final int heightPx;

    Canvas(int widthPx, int heightPx) {
        this.widthPx = widthPx;
        this.heightPx = heightPx;
        try {
            Document document =
                    DocumentBuilderFactory.newInstance()
                            .newDocumentBuilder()
                            .getDOMImplementation()
                            .createDocument("http://www.w3.org/2000/svg", "svg", null);
            g2 = new SVGGraphics2D(document);
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException("this Java has no XML", e);
        }
        g2.setFont(ChartFont.plain(TEXT_PX));
    }

    int widthPx() {
        return widthPx;
    }

    Graphics2D graphics() {
        return g2;
    }

    /** Draws the title and, below it, what it shows; returns the y below both. */
    int heading(String title, String finding) {
        int y = TITLE_PX;
        for (String line : wrapped(title, ChartFont.bold(TITLE_PX), widthPx)) {
            text(line, 0, y, ChartFont.bold(TITLE_PX), Ink.TEXT);
            y += LINE_PX + 1;
        }
        for (String line : wrapped(finding, ChartFont.plain(TEXT_PX), widthPx)) {
            text(line, 0, y, ChartFont.plain(TEXT_PX), Ink.MUTED);
            y += LINE_PX - 1;
        }
        return y - 4;
    }

    void text(String text, double x, double y, Font font, Color colour) {
        g2.setFont(font);
        g2.setPaint(colour);
        g2.drawString(text, (float) x, (float) y);
    }

    void label(String text, double x, double y, Color colour) {
        text(text, x, y, ChartFont.plain(TEXT_PX), colour);
    }

    void labelRight(String text, double right, double y, Color colour) {
        label(text, right - labelWidth(text), y, colour);
    }

    static double labelWidth(String text) {
        return width(text, ChartFont.plain(TEXT_PX));
    }

    static double width(String text, Font font) {
        return font.getStringBounds(text, FRC).getWidth();
    }

    /** The text in lines no wider than {@code widthPx}, broken at spaces. */
    static List<String> wrapped(String text, Font font, double widthPx) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : text.split(" ", -1)) {
            if (!line.isEmpty() && width(line + " " + word, font) > widthPx) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.isEmpty() ? "" : " ").append(word);
        }
        if (!line.isEmpty()) {
            lines.add(line.toString());
        }
        return lines;
    }

    /** The finished SVG element, to stand in HTML; {@code id} is unique in the page. */
    String svg(String id, String title, String description) {
        return """
        <svg xmlns="http://www.w3.org/2000/svg" id="%s" class="chart" role="img" \
        aria-labelledby="%s-t %s-d" viewBox="0 0 %d %d" width="%d" height="%d" \
        font-family="%s" font-size="%d">
        <title id="%s-t">%s</title>
        <desc id="%s-d">%s</desc>
        %s</svg>\
        """
                .formatted(
                        id,
                        id,
                        id,
                        widthPx,
                        heightPx,
                        widthPx,
                        heightPx,
                        ChartFont.FAMILIES,
                        TEXT_PX,
                        id,
                        SvgCleaner.escaped(title),
                        id,
                        SvgCleaner.escaped(description),
                        SvgCleaner.clean(g2.getRoot()));
    }
}

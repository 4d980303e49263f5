package io.berth.report.chart;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.w3c.dom.Element;
import org.w3c.dom.NamedNodeMap;
import org.w3c.dom.Node;

/**
 * Writes what Batik drew as small SVG: only shapes and text, only the attributes that say
 * something, a tenth of a pixel, colours as {@link Ink} writes them, and no definitions, so that
 * any number of charts may stand in one page without their ids clashing.
 */
final class SvgCleaner {
    private static final Pattern COLOUR = Pattern.compile("rgb\\((\\d+),(\\d+),(\\d+)\\)");
    private static final Pattern NUMBER = Pattern.compile("-?\\d+\\.\\d+");
    private static final Map<String, List<String>> GEOMETRY =
            Map.of(
                    "line", List.of("x1", "y1", "x2", "y2"),
                    "circle", List.of("cx", "cy", "r"),
                    "ellipse", List.of("cx", "cy", "rx", "ry"),
                    "rect", List.of("x", "y", "width", "height"),
                    "polygon", List.of("points"),
                    "polyline", List.of("points"),
                    "path", List.of("d"),
                    "text", List.of("x", "y"));

    private final StringBuilder out = new StringBuilder();
    private String openGroup = "";

    /** The drawing below Batik's root, as SVG elements. */
    static String clean(Element root) {
        SvgCleaner cleaner = new SvgCleaner();
        cleaner.visit(root, Map.of(), "");
        cleaner.group("");
        return cleaner.out.toString();
    }

    private void visit(Element element, Map<String, String> inherited, String transform) {
        Map<String, String> attributes = new HashMap<>(inherited);
        NamedNodeMap own = element.getAttributes();
        for (int i = 0; i < own.getLength(); i++) {
            attributes.put(own.item(i).getNodeName(), own.item(i).getNodeValue());
        }
        String moved = (transform + " " + element.getAttribute("transform")).strip();
        switch (element.getTagName()) {
            case "svg", "g" -> {
                for (Node n = element.getFirstChild(); n != null; n = n.getNextSibling()) {
                    if (n instanceof Element child) {
                        visit(child, attributes, moved);
                    }
                }
            }
            // Clip paths: nothing is drawn outside its plot, as the axes cover their figures.
            case "defs" -> {}
            default -> shape(element, attributes, moved);
        }
    }

    private void shape(Element element, Map<String, String> attributes, String transform) {
        String tag = element.getTagName();
        List<String> geometry = GEOMETRY.get(tag);
        if (geometry == null) {
            throw new IllegalStateException("a chart drew <" + tag + ">, which is not handled");
        }
        if (tag.equals("text") && element.getTextContent().isBlank()) {
            return;
        }
        group(paint(tag, attributes));
        out.append('<').append(tag);
        for (String name : geometry) {
            String value = attributes.get(name);
            if (value != null && !value.equals("0")) {
                attribute(out, name, rounded(value));
            }
        }
        if (!transform.isEmpty()) {
            attribute(out, "transform", rounded(transform));
        }
        if (tag.equals("text")) {
            out.append('>').append(escaped(element.getTextContent())).append("</text>\n");
        } else {
            out.append("/>\n");
        }
    }

    private void group(String attributes) {
        if (attributes.equals(openGroup)) {
            return;
        }
        if (!openGroup.isEmpty()) {
            out.append("</g>\n");
        }
        if (!attributes.isEmpty()) {
            out.append("<g").append(attributes).append(">\n");
        }
        openGroup = attributes;
    }

    private static String paint(String tag, Map<String, String> attributes) {
        StringBuilder text = new StringBuilder();
        List<String> classes = new ArrayList<>();
        String fill = attributes.getOrDefault("fill", "none");
        String stroke = attributes.getOrDefault("stroke", "none");
        colour(text, "fill", fill, attributes.getOrDefault("fill-opacity", "1"), classes);
        if (!stroke.equals("none")) {
            colour(text, "stroke", stroke, attributes.getOrDefault("stroke-opacity", "1"), classes);
            attribute(text, "stroke-width", rounded(attributes.getOrDefault("stroke-width", "1")));
            keep(text, attributes, "stroke-dasharray", "none");
            keep(text, attributes, "stroke-linejoin", "miter");
        }
        if (tag.equals("text")) {
            String size = attributes.getOrDefault("font-size", "").replace("px", "");
            if (!size.equals(Canvas.TEXT_PX + "")) {
                attribute(text, "font-size", size);
            }
            keep(text, attributes, "font-weight", "normal");
        }
        if (!classes.isEmpty()) {
            attribute(text, "class", String.join(" ", classes));
        }
        return text.toString();
    }

    private static void colour(
            StringBuilder text, String name, String value, String opacity, List<String> classes) {
        Matcher matcher = COLOUR.matcher(value);
        if (!matcher.matches()) {
            attribute(text, name, value);
            return;
        }
        int rgb = 0;
        for (int i = 1; i <= 3; i++) {
            rgb = rgb << 8 | Integer.parseInt(matcher.group(i));
        }
        Ink.Written written = Ink.written(rgb);
        attribute(text, name, written.value());
        String shown = opacity.equals("1") ? written.opacity() : rounded(opacity);
        if (!shown.isEmpty()) {
            attribute(text, name + "-opacity", shown);
        }
        if (!written.markClass().isEmpty()) {
            classes.add((name.equals("fill") ? "f-" : "s-") + written.markClass());
        }
    }

    private static void keep(
            StringBuilder text, Map<String, String> attributes, String name, String usual) {
        String value = attributes.getOrDefault(name, usual);
        if (!value.equals(usual)) {
            attribute(text, name, value);
        }
    }

    private static void attribute(StringBuilder text, String name, String value) {
        text.append(' ').append(name).append("=\"").append(value).append('"');
    }

    private static String rounded(String text) {
        return NUMBER.matcher(text)
                .replaceAll(
                        match -> {
                            BigDecimal value =
                                    new BigDecimal(match.group())
                                            .setScale(1, RoundingMode.HALF_UP)
                                            .stripTrailingZeros();
                            return value.signum() == 0 ? "0" : value.toPlainString();
                        });
    }

    /** Text for element content and attribute values. */
    static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}

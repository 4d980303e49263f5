package io.berth.export;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An XML element that is written with an indent of two, as libvirt writes its own. */
final class Xml {

    private final String name;
    private final Map<String, String> attributes = new LinkedHashMap<>();
    private final List<Xml> children = new ArrayList<>();
    private @Nullable String text;

    Xml(String name) {
        this.name = name;
    }

    /** Sets an attribute; null leaves it out. */
    Xml with(String attribute, @Nullable Object value) {
        if (value != null) {
            attributes.put(attribute, value.toString());
        }
        return this;
    }

    /** Adds a child; null adds none. */
    Xml add(@Nullable Xml child) {
        if (child != null) {
            children.add(child);
        }
        return this;
    }

    Xml text(String content) {
        text = content;
        return this;
    }

    boolean hasAttributes() {
        return !attributes.isEmpty();
    }

    String render() {
        StringBuilder out = new StringBuilder();
        render("", out);
        return out.toString();
    }

    private void render(String indent, StringBuilder out) {
        out.append(indent).append('<').append(name);
        attributes.forEach(
                (key, value) ->
                        out.append(' ')
                                .append(key)
                                .append("='")
                                .append(escaped(value))
                                .append("'"));
        if (text != null) {
            out.append('>').append(escaped(text)).append("</").append(name).append(">\n");
        } else if (children.isEmpty()) {
            out.append("/>\n");
        } else {
            out.append(">\n");
            children.forEach(child -> child.render(indent + "  ", out));
            out.append(indent).append("</").append(name).append(">\n");
        }
    }

    private static String escaped(String value) {
        return value.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("'", "&apos;");
    }
}

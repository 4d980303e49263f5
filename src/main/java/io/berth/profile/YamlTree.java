package io.berth.profile;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.dataformat.yaml.YAMLFactory;
import tools.jackson.dataformat.yaml.YAMLParser;

/**
 * A YAML document as a tree in which every key and value knows its line and column.
 *
 * <p>It is read from the token stream, because data binding stops at the first error and loses the
 * places. Of YAML it takes mappings, lists and scalars. Aliases are refused: a profile is read by
 * people who approve changes, top to bottom.
 */
final class YamlTree {

    private final JsonParser parser;
    private final Problems problems;

    private YamlTree(JsonParser parser, Problems problems) {
        this.parser = parser;
        this.problems = problems;
    }

    /** The root of the only document in {@code text}; empty, with the problem noted, if none. */
    static Optional<Node> parse(String text, Problems problems) {
        try (JsonParser parser =
                YAMLFactory.builder().build().createParser(ObjectReadContext.empty(), text)) {
            return new YamlTree(parser, problems).document();
        } catch (JacksonException e) {
            broken(e, problems);
            return Optional.empty();
        }
    }

    private static void broken(JacksonException e, Problems problems) {
        // Jackson's own location is that of the token before.
        if (e.getCause() instanceof MarkedYamlEngineException marked) {
            Position at =
                    marked.getProblemMark()
                            .map(mark -> new Position(mark.getLine() + 1, mark.getColumn() + 1))
                            .orElseGet(() -> position(e.getLocation()));
            problems.add(at, "not YAML: " + marked.getProblem());
        } else {
            String said = e.getOriginalMessage().lines().findFirst().orElse("unreadable");
            problems.add(position(e.getLocation()), "not YAML: " + said);
        }
    }

    private Optional<Node> document() {
        JsonToken first = parser.nextToken();
        if (first == null) {
            problems.add(Position.START, "the profile is empty: it needs name, disk and workloads");
            return Optional.empty();
        }
        Node root = node(first);
        if (parser.nextToken() != null) {
            problems.add(here(), "a second YAML document: a profile is one document");
        }
        return Optional.of(root);
    }

    private Node node(JsonToken token) {
        Position at = here();
        if (parser instanceof YAMLParser yaml && yaml.isCurrentAlias()) {
            problems.add(at, "alias *" + parser.getString() + " is not read: write the value out");
            return scalar(Node.Literal.REFUSED, at);
        }
        return switch (token) {
            case START_OBJECT -> mapping(at);
            case START_ARRAY -> items(at);
            case VALUE_NULL -> scalar(Node.Literal.NOTHING, at);
            case VALUE_TRUE, VALUE_FALSE -> scalar(Node.Literal.BOOLEAN, at);
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> scalar(Node.Literal.NUMBER, at);
            default -> scalar(Node.Literal.TEXT, at);
        };
    }

    private Node scalar(Node.Literal literal, Position at) {
        String text = parser.getString();
        return new Node.Scalar(text == null ? "" : text, literal, at);
    }

    private Node items(Position at) {
        List<Node> items = new ArrayList<>();
        for (JsonToken next = next(); next != JsonToken.END_ARRAY; next = next()) {
            items.add(node(next));
        }
        return new Node.Items(items, at);
    }

    private Node mapping(Position start) {
        LinkedHashMap<String, Node.Entry> entries = new LinkedHashMap<>();
        for (JsonToken next = next(); next != JsonToken.END_OBJECT; next = next()) {
            Position at = here();
            String key = parser.currentName();
            Node value = node(next());
            Node.@Nullable Entry before = entries.putIfAbsent(key, new Node.Entry(at, value));
            if (before != null) {
                problems.add(
                        at, "'" + key + "' is here twice: first on line " + before.at().line());
            }
        }
        return new Node.Mapping(entries, start);
    }

    private JsonToken next() {
        JsonToken token = parser.nextToken();
        if (token == null) {
            throw new IllegalStateException("YAML events ended inside a collection");
        }
        return token;
    }

    private Position here() {
        return position(parser.currentTokenLocation());
    }

    private static Position position(@Nullable TokenStreamLocation location) {
        return location == null || location.getLineNr() < 1
                ? Position.START
                : new Position(location.getLineNr(), Math.max(1, location.getColumnNr()));
    }
}

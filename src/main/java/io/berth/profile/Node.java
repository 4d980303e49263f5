package io.berth.profile;

import java.util.LinkedHashMap;
import java.util.List;

/** A value of a YAML document and where it stands. */
sealed interface Node {

    Position at();

    /** What it is, for messages: "a list". */
    String kind();

    /**
     * A scalar, as it is written without quotes.
     *
     * @param literal what plain YAML makes of it: text, a number, true or false, nothing
     */
    record Scalar(String text, Literal literal, Position at) implements Node {
        @Override
        public String kind() {
            return literal == Literal.NOTHING ? "nothing" : "'" + text + "'";
        }
    }

    /** What a plain scalar stands for in YAML. */
    enum Literal {
        TEXT,
        NUMBER,
        BOOLEAN,
        NOTHING,

        /** Something that has been told as a problem already. */
        REFUSED
    }

    /** A sequence. */
    record Items(List<Node> items, Position at) implements Node {
        @Override
        public String kind() {
            return "a list";
        }
    }

    /** A mapping, in the order written. */
    record Mapping(LinkedHashMap<String, Entry> entries, Position at) implements Node {
        @Override
        public String kind() {
            return "a mapping";
        }
    }

    /** A key's value; {@code at} is where the key stands. */
    record Entry(Position at, Node value) {}
}

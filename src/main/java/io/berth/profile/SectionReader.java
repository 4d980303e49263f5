package io.berth.profile;

import io.berth.profile.Key.Section;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads parts of the tree against the table of keys; notes what does not fit and goes on. */
final class SectionReader {

    private final Problems problems;

    SectionReader(Problems problems) {
        this.problems = problems;
    }

    /**
     * The entries of a mapping whose keys are known, by key.
     *
     * @param required whether keys that must be written are asked for
     */
    Map<String, Node.Entry> entries(Section section, Node node, boolean required) {
        if (!(node instanceof Node.Mapping mapping)) {
            problems.add(node.at(), section.title() + " takes keys and values, not " + node.kind());
            return Map.of();
        }
        Map<String, Key> known = Keys.of(section);
        Map<String, Node.Entry> entries = new LinkedHashMap<>();
        mapping.entries()
                .forEach(
                        (name, entry) -> {
                            if (known.containsKey(name)) {
                                entries.put(name, entry);
                            } else {
                                problems.add(entry.at(), unknown(section, name));
                            }
                        });
        if (required) {
            known.values().stream()
                    .filter(key -> key.required() && !entries.containsKey(key.name()))
                    .forEach(key -> problems.add(node.at(), missing(key)));
        }
        return entries;
    }

    private static String missing(Key key) {
        return key.section().title() + " needs " + key.name() + ": " + key.doc();
    }

    private static String unknown(Section section, String name) {
        Optional<String> refused = Keys.refused(section, name);
        if (refused.isPresent()) {
            return refused.get();
        }
        String message = "unknown key '" + name + "' in " + section.title();
        Optional<String> near = Nearest.to(name, Keys.of(section).keySet());
        for (Section other : Section.values()) {
            if (near.isEmpty() && Keys.of(other).containsKey(name)) {
                return message + "; it is a key of " + other.title();
            }
        }
        String hint = near.map(key -> "; did you mean '" + key + "'?").orElse("");
        return near.isPresent() && section == Section.WORKLOAD
                ? message + hint
                : message
                        + hint
                        + (hint.isEmpty() ? "; its keys: " : " Its keys: ")
                        + String.join(", ", Keys.of(section).keySet());
    }

    /** The canonical value of a key that takes one. */
    Optional<String> value(Key key, Node.Entry entry) {
        if (entry.value() instanceof Node.Items list) {
            problems.add(list.at(), key.name() + " takes one value, not a list");
            return Optional.empty();
        }
        return Optional.ofNullable(canonical(key, entry.value(), entry.at()));
    }

    /** The canonical values of a key that takes one or a list; empty if any is wrong. */
    List<String> values(Key key, Node.Entry entry) {
        if (!(entry.value() instanceof Node.Items list)) {
            return Optional.ofNullable(canonical(key, entry.value(), entry.at())).stream().toList();
        }
        if (list.items().isEmpty()) {
            problems.add(list.at(), key.name() + " is an empty list: give at least one value");
        }
        int before = problems.count();
        List<String> values = new ArrayList<>();
        for (Node item : list.items()) {
            String value = canonical(key, item, item.at());
            if (value != null && values.contains(value)) {
                problems.add(item.at(), key.name() + " has " + value + " twice");
            } else if (value != null) {
                values.add(value);
            }
        }
        return problems.count() == before ? values : List.of();
    }

    /** One value, or null with the problem noted. */
    private @Nullable String canonical(Key key, Node node, Position keyAt) {
        if (!(node instanceof Node.Scalar scalar)) {
            problems.add(node.at(), key.name() + " takes a value, not " + node.kind());
            return null;
        }
        if (scalar.literal() == Node.Literal.REFUSED) {
            return null;
        }
        if (scalar.literal() == Node.Literal.NOTHING) {
            problems.add(keyAt, key.name() + " has no value: give one or remove the key");
            return null;
        }
        try {
            return key.value().canonical(scalar.text());
        } catch (IllegalArgumentException e) {
            problems.add(scalar.at(), key.name() + ": " + e.getMessage());
            return null;
        }
    }

    /**
     * The axes of a section: those written, and the defaults of the others; those that are wrong
     * are absent.
     */
    List<Axis> axes(Section section, Map<String, Node.Entry> entries, Position sectionAt) {
        List<Axis> axes = new ArrayList<>();
        for (Key key : Keys.of(section).values()) {
            Node.Entry entry = entries.get(key.name());
            if (!key.axis()) {
                continue;
            }
            if (entry != null) {
                List<String> values = values(key, entry);
                if (!values.isEmpty()) {
                    axes.add(new Axis(key.factor(), values, true, entry.at()));
                }
            } else if (key.byDefault() != null) {
                axes.add(new Axis(key.factor(), List.of(key.byDefault()), false, sectionAt));
            }
        }
        return axes;
    }
}

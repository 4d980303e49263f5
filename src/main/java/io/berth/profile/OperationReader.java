package io.berth.profile;

import io.berth.profile.Key.Section;
import io.berth.profile.Profile.Operation;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads {@code operations}: words, and mappings for those with parameters. */
final class OperationReader {

    private final Problems problems;
    private final SectionReader sections;

    OperationReader(Problems problems) {
        this.problems = problems;
        this.sections = new SectionReader(problems);
    }

    List<Operation> read(Node.Entry entry) {
        if (!(entry.value() instanceof Node.Items list)) {
            problems.add(
                    entry.value() instanceof Node.Mapping ? entry.value().at() : entry.at(),
                    "operations takes a list, not "
                            + entry.value().kind()
                            + ": [create, {name: convert, to: qcow2}]");
            return List.of();
        }
        if (list.items().isEmpty()) {
            problems.add(list.at(), "operations is an empty list: give at least one operation");
        }
        List<Operation> operations = new ArrayList<>();
        Set<Object> seen = new HashSet<>();
        for (Node item : list.items()) {
            Optional<Operation> read = operation(item);
            read.ifPresent(operations::add);
            read.map(o -> List.of(o.kind(), o.axes().stream().map(Axis::values).toList(), keys(o)))
                    .filter(o -> !seen.add(o))
                    .ifPresent(
                            o -> problems.add(item.at(), "this operation is in the list already"));
        }
        return List.copyOf(operations);
    }

    private static List<String> keys(Operation operation) {
        return operation.axes().stream().map(Axis::key).toList();
    }

    private Optional<Operation> operation(Node item) {
        if (item instanceof Node.Scalar) {
            LinkedHashMap<String, Node.Entry> name = new LinkedHashMap<>();
            name.put("name", new Node.Entry(item.at(), item));
            return operation(new Node.Mapping(name, item.at()));
        }
        Map<String, Node.Entry> entries = sections.entries(Section.OPERATION, item, true);
        Node.Entry name = entries.get("name");
        Optional<OperationKind> kind =
                name == null
                        ? Optional.empty()
                        : sections.value(Keys.key(Section.OPERATION, "name"), name)
                                .flatMap(word -> Word.find(OperationKind.class, word));
        if (kind.isEmpty()) {
            return Optional.empty();
        }
        OperationKind known = kind.get();
        entries.forEach(
                (key, entry) -> {
                    if (!key.equals("name") && !OperationKeys.has(known, key)) {
                        problems.add(
                                entry.at(),
                                "%s has no %s: that is of %s"
                                        .formatted(
                                                known.word(),
                                                key,
                                                key.equals("resize_to") ? "resize" : "convert"));
                    }
                });
        String needed = OperationKeys.NEEDED.get(known);
        if (needed != null && !entries.containsKey(needed)) {
            problems.add(
                    item.at(),
                    "%s needs %s: {name: %1$s, %2$s: %s}"
                            .formatted(
                                    known.word(),
                                    needed,
                                    known == OperationKind.CONVERT ? "qcow2" : "2GiB"));
        }
        return Optional.of(
                new Operation(
                        known, sections.axes(Section.OPERATION, entries, item.at()), item.at()));
    }
}

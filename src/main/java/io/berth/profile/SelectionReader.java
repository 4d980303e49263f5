package io.berth.profile;

import io.berth.profile.Profile.Selection;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Reads {@code include} and {@code exclude}: lists of mappings from dotted factors to values. */
final class SelectionReader {

    private static final Map<String, Key> FACTORS = Keys.factors();

    private final Problems problems;
    private final SectionReader sections;

    SelectionReader(Problems problems) {
        this.problems = problems;
        this.sections = new SectionReader(problems);
    }

    /**
     * The items of {@code include} or {@code exclude}.
     *
     * @param lists whether a factor may have several values, which mean any of them
     * @param declared the values that there are of factors whose values the profile declares
     */
    List<Selection> read(
            String name, Node.Entry entry, boolean lists, Map<String, List<String>> declared) {
        if (!(entry.value() instanceof Node.Items list)) {
            problems.add(
                    entry.at(),
                    name
                            + " takes a list, not "
                            + entry.value().kind()
                            + ": - {disk.format: raw, disk.cache: none}");
            return List.of();
        }
        List<Selection> selections = new ArrayList<>();
        for (Node item : list.items()) {
            if (item instanceof Node.Mapping mapping && !mapping.entries().isEmpty()) {
                selections.add(selection(name, mapping, lists, declared));
            } else {
                problems.add(
                        item.at(),
                        name + " takes items of factors, {disk.format: raw}, not " + item.kind());
            }
        }
        return selections;
    }

    private Selection selection(
            String name, Node.Mapping mapping, boolean lists, Map<String, List<String>> declared) {
        SortedMap<String, List<String>> factors = new TreeMap<>();
        mapping.entries()
                .forEach(
                        (factor, entry) -> {
                            Key key = FACTORS.get(factor);
                            if (key == null) {
                                problems.add(entry.at(), unknown(name, factor));
                                return;
                            }
                            List<String> values =
                                    lists
                                            ? sections.values(key, entry)
                                            : sections.value(key, entry).stream().toList();
                            Collection<String> known = declared.getOrDefault(factor, values);
                            values.stream()
                                    .filter(value -> !known.contains(value))
                                    .forEach(
                                            value ->
                                                    problems.add(
                                                            entry.value().at(),
                                                            "the profile has no %s '%s'%s"
                                                                    .formatted(
                                                                            factor,
                                                                            value,
                                                                            Nearest.hint(
                                                                                    value,
                                                                                    known))));
                            factors.put(factor, values);
                        });
        return new Selection(factors, mapping.at());
    }

    private static String unknown(String name, String factor) {
        String message = "unknown factor '" + factor + "' in " + name;
        Optional<String> suffix =
                FACTORS.keySet().stream().filter(f -> f.endsWith("." + factor)).findFirst();
        return suffix.map(f -> message + "; did you mean '" + f + "'?")
                .orElseGet(
                        () ->
                                message
                                        + Nearest.hint(factor, FACTORS.keySet())
                                        + "; factors are named as in disk.cache, workload.bs,"
                                        + " guests");
    }
}

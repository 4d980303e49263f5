package io.berth.profile;

import io.berth.profile.Key.Section;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Reads {@code disk}, with its backing files and qemu-img's options. */
final class DiskReader {

    /** The subformats that are of the whole length from the start. */
    private static final Set<String> FIXED =
            Set.of("fixed", "monolithicFlat", "twoGbMaxExtentFlat");

    private final Problems problems;
    private final SectionReader sections;

    DiskReader(Problems problems) {
        this.problems = problems;
        this.sections = new SectionReader(problems);
    }

    /**
     * Every disk factor, defaults included, in the order of the table of keys.
     *
     * @param top the profile's entries
     */
    List<Axis> read(Map<String, Node.Entry> top, Node root) {
        Node.Entry one = top.get("disk");
        Node.Entry list = top.get("disks");
        if (list != null && one != null) {
            problems.add(list.at(), "disks stands beside disk: remove one of them");
            return List.of();
        }
        if (list != null) {
            if (!(list.value() instanceof Node.Items items) || items.items().size() != 1) {
                problems.add(list.at(), "disks takes a list of one: this version measures one");
                return List.of();
            }
            one = new Node.Entry(list.at(), items.items().getFirst());
        }
        if (one == null) {
            problems.add(root.at(), "a profile needs disk: {size: 1GiB, format: [raw, qcow2]}");
            return List.of();
        }
        Map<String, Node.Entry> entries = sections.entries(Section.DISK, one.value(), true);
        List<Axis> axes = sections.axes(Section.DISK, entries, one.at());
        axes.addAll(part(Section.BACKING, entries.get("backing")));
        axes.addAll(part(Section.OPTIONS, entries.get("options")));
        kind(axes, entries);
        return axes;
    }

    private List<Axis> part(Section section, Node.@Nullable Entry entry) {
        return entry == null
                ? List.of()
                : sections.axes(
                        section, sections.entries(section, entry.value(), false), entry.at());
    }

    /** What kind says already cannot be said again. */
    private void kind(List<Axis> axes, Map<String, Node.Entry> entries) {
        List<String> kinds = values(axes, "disk.kind");
        if (kinds.isEmpty()) {
            return;
        }
        Node.Entry preallocation = entries.get("preallocation");
        if (preallocation != null) {
            problems.add(
                    preallocation.at(),
                    "preallocation stands beside kind, which says it: remove one of them");
        }
        contradiction(axes, kinds, "disk.options.subformat", FIXED::contains);
        contradiction(axes, kinds, "disk.options.static", "on"::equals);
    }

    /** An option none of whose values goes with any of the kinds. */
    private void contradiction(
            List<Axis> axes, List<String> kinds, String factor, Predicate<String> fixed) {
        for (Axis axis : axes) {
            if (axis.factor().equals(factor) && !agrees(kinds, axis.values(), fixed)) {
                problems.add(
                        axis.at(),
                        "%s=%s contradicts kind=%s: remove one of them"
                                .formatted(
                                        factor.substring(factor.lastIndexOf('.') + 1),
                                        String.join(", ", axis.values()),
                                        String.join(", ", kinds)));
            }
        }
    }

    private static boolean agrees(
            List<String> kinds, List<String> values, Predicate<String> fixed) {
        return values.stream()
                .anyMatch(
                        value ->
                                kinds.stream()
                                        .anyMatch(k -> k.equals("fixed") == fixed.test(value)));
    }

    private static List<String> values(List<Axis> axes, String factor) {
        return axes.stream()
                .filter(axis -> axis.factor().equals(factor))
                .flatMap(axis -> axis.values().stream())
                .toList();
    }
}

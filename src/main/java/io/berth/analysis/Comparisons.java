package io.berth.analysis;

import io.berth.plan.Case;
import io.berth.plan.Plan;
import io.berth.profile.Layer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Finds the pairs of cases that differ in exactly one factor of the disk: of guests, or of the host
 * in a run without guests; never of both.
 */
final class Comparisons {

    /**
     * A pair: the first in the plan is the base.
     *
     * @param factor its dotted name
     */
    record Pair(String factor, String valueA, String valueB, Case a, Case b) {}

    private Comparisons() {}

    /** All pairs, in the plan's order of their first, then their second case. */
    static List<Pair> pairs(Plan plan) {
        Map<Object, List<Case>> alike = new LinkedHashMap<>();
        boolean guests = plan.cases().stream().anyMatch(c -> c.layer() != Layer.HOST);
        for (Case planned : plan.cases()) {
            if (guests && planned.layer() == Layer.HOST) {
                // There to be set against guests: what a setting does is asked in guests.
                continue;
            }
            alike.computeIfAbsent(rest(planned), key -> new ArrayList<>()).add(planned);
        }
        List<Pair> pairs = new ArrayList<>();
        for (List<Case> cases : alike.values()) {
            for (int i = 0; i < cases.size(); i++) {
                for (int j = i + 1; j < cases.size(); j++) {
                    pair(cases.get(i), cases.get(j)).ifPresent(pairs::add);
                }
            }
        }
        return List.copyOf(pairs);
    }

    private static Optional<Pair> pair(Case a, Case b) {
        Map<String, String> ofA = Labels.disk(a.disk());
        Map<String, String> ofB = Labels.disk(b.disk());
        SortedMap<String, String> all = new TreeMap<>(ofA);
        all.putAll(ofB);
        List<String> differing =
                all.keySet().stream()
                        .filter(name -> !Objects.equals(ofA.get(name), ofB.get(name)))
                        .toList();
        if (differing.size() != 1) {
            return Optional.empty();
        }
        String factor = differing.getFirst();
        return Optional.of(
                new Pair(
                        factor,
                        ofA.getOrDefault(factor, "default"),
                        ofB.getOrDefault(factor, "default"),
                        a,
                        b));
    }

    /** Everything that identifies a case but its disk. */
    private static Object rest(Case planned) {
        SortedMap<String, String> others = new TreeMap<>(planned.factors());
        others.keySet().removeIf(name -> name.startsWith("disk."));
        return List.of(
                planned.layer(),
                planned.storage(),
                planned.guest(),
                planned.guests(),
                planned.workload(),
                planned.pageCache(),
                others);
    }
}

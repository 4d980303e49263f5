package io.berth.plan;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Collects the combinations that are left out, one {@link Exclusion} for each reason. */
final class LeftOut {

    /** The values of the factors in question, and how many combinations had them. */
    private static final class Group {
        private final SortedMap<String, Set<String>> values = new TreeMap<>();
        private long combinations;
    }

    private final Map<String, Group> groups = new LinkedHashMap<>();

    /**
     * Notes a combination.
     *
     * @param factors those that made it impossible or unwanted
     * @param count how many combinations it stands for
     */
    void add(Combination combination, Collection<String> factors, String reason, long count) {
        Group group = groups.computeIfAbsent(reason, r -> new Group());
        group.combinations = Math.addExact(group.combinations, count);
        for (String factor : factors) {
            String value = combination.get(factor);
            if (!value.isEmpty()) {
                group.values.computeIfAbsent(factor, f -> new LinkedHashSet<>()).add(value);
            }
        }
    }

    /** Exclusions in the order of their first combination; several values are set off by commas. */
    List<Exclusion> exclusions() {
        List<Exclusion> exclusions = new ArrayList<>();
        groups.forEach(
                (reason, group) -> {
                    SortedMap<String, String> factors = new TreeMap<>();
                    group.values.forEach(
                            (factor, values) -> factors.put(factor, String.join(", ", values)));
                    exclusions.add(
                            new Exclusion(
                                    factors,
                                    reason,
                                    Math.clamp(group.combinations, 0, Integer.MAX_VALUE)));
                });
        return exclusions;
    }
}

package io.berth.report;

import io.berth.plan.Exclusion;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What the plan left out: a row for each reason, with all combinations that it is about. */
final class ExclusionTable {

    /** Of more combinations that make no product these are named. */
    private static final int MOST_NAMED = 3;

    private final List<Exclusion> exclusions;

    ExclusionTable(List<Exclusion> exclusions) {
        this.exclusions = exclusions;
    }

    private record Reason(String text, List<Exclusion> exclusions) {
        int cases() {
            return exclusions.stream().mapToInt(Exclusion::combinations).sum();
        }
    }

    Optional<Table> table() {
        if (exclusions.isEmpty()) {
            return Optional.empty();
        }
        Map<String, List<Exclusion>> byReason = new LinkedHashMap<>();
        exclusions.forEach(
                e -> byReason.computeIfAbsent(e.reason(), r -> new ArrayList<>()).add(e));
        List<Reason> reasons = new ArrayList<>();
        byReason.forEach((text, each) -> reasons.add(new Reason(text, each)));
        return Optional.of(
                new TableBuilder<>(reasons)
                        .text("combination", r -> combinations(r.exclusions()))
                        .text("why it was left out", Reason::text)
                        .figure("cases", Scale.COUNT, r -> (double) r.cases())
                        .build("Left out of the plan", ""));
    }

    /** {@code disk.format=qcow|qed, disk.preallocation=full}, or the first of them. */
    private static String combinations(List<Exclusion> exclusions) {
        Set<Set<String>> names =
                exclusions.stream().map(e -> e.factors().keySet()).collect(Collectors.toSet());
        Map<String, Set<String>> values = new TreeMap<>();
        for (Exclusion exclusion : exclusions) {
            exclusion
                    .factors()
                    .forEach(
                            (name, value) ->
                                    values.computeIfAbsent(name, n -> new LinkedHashSet<>())
                                            .add(value));
        }
        long product = values.values().stream().mapToLong(Set::size).reduce(1, (a, b) -> a * b);
        long distinct = exclusions.stream().map(Exclusion::factors).distinct().count();
        if (names.size() == 1 && product == distinct) {
            return values.entrySet().stream()
                    .map(e -> e.getKey() + "=" + String.join("|", e.getValue()))
                    .collect(Collectors.joining(", "));
        }
        Set<String> each =
                exclusions.stream()
                        .map(
                                e ->
                                        new TreeMap<>(e.factors())
                                                .entrySet().stream()
                                                        .map(f -> f.getKey() + "=" + f.getValue())
                                                        .collect(Collectors.joining(", ")))
                        .collect(Collectors.toCollection(TreeSet::new));
        String first = each.stream().limit(MOST_NAMED).collect(Collectors.joining("; "));
        int more = each.size() - MOST_NAMED;
        return more > 0 ? first + "; and " + more + " more in plan.json" : first;
    }
}

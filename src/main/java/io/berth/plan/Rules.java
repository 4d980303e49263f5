package io.berth.plan;

import io.berth.profile.Profile;
import io.berth.units.Durations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The combinations that cannot exist, with the reasons; asked in this order, the first counts. */
public final class Rules {

    /** Those that hold anywhere. */
    static final List<Rule> ALL =
            Stream.of(
                            AttachmentRules.ALL,
                            ImageRules.ALL,
                            Qcow2Rules.ALL,
                            BackingRules.ALL,
                            StorageRules.ALL,
                            OperationRules.ALL,
                            WorkloadRules.ALL)
                    .flatMap(List::stream)
                    .toList();

    private Rules() {}

    /**
     * What QEMU itself refuses or leaves undone: the reason that a plan gives, by the rule's id. A
     * reader can try each of them.
     */
    public static SortedMap<String, String> refusedByQemu() {
        SortedMap<String, String> reasons = new TreeMap<>();
        for (Rule rule : ALL) {
            String id = rule.id();
            if (id != null && reasons.put(id, rule.reason()) != null) {
                throw new IllegalStateException("two rules have the id " + id);
            }
        }
        return reasons;
    }

    /** The id of the rule with this reason, if QEMU itself refuses what it leaves out. */
    public static Optional<String> id(String reason) {
        return ALL.stream()
                .filter(rule -> rule.reason().equals(reason))
                .flatMap(rule -> Optional.ofNullable(rule.id()).stream())
                .findFirst();
    }

    /** The rules for a profile on a host. */
    static List<Rule> of(Profile profile, Abilities abilities) {
        List<Rule> rules = new ArrayList<>(ALL);
        rules.add(snapshotWithin(profile.measure().runtime()));
        rules.addAll(AbilityRules.of(profile, abilities));
        return List.copyOf(rules);
    }

    private static Rule snapshotWithin(Duration runtime) {
        return Rule.of(
                "snapshot_at is not within the runtime: nothing would be measured after it",
                Set.of("disk.snapshot_at", "workload.runtime"),
                c -> {
                    String at = c.get("disk.snapshot_at");
                    String own = c.get("workload.runtime");
                    Duration measured = own.isEmpty() ? runtime : Durations.parse(own);
                    return !at.isEmpty() && Durations.parse(at).compareTo(measured) >= 0;
                });
    }
}

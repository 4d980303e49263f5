package io.berth.plan;

import io.berth.profile.Layer;
import io.berth.profile.Profile;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;

/** Decides of the combinations that came out of the product: what is left can be measured. */
final class Judge {

    private final List<Relevance> relevances;
    private final List<Rule> rules;
    private final LeftOut leftOut;
    private final Set<String> notes;

    /** Whether includes changed combinations after the product had judged them. */
    private final boolean changed;

    /** Whether the profile measures in guests, too. */
    private final boolean guests;

    Judge(
            Profile profile,
            List<Relevance> relevances,
            List<Rule> rules,
            LeftOut leftOut,
            Set<String> notes) {
        this.relevances = relevances;
        this.rules = rules;
        this.leftOut = leftOut;
        this.notes = notes;
        changed = !profile.include().isEmpty();
        guests = profile.layers().contains(Layer.GUEST);
    }

    /**
     * The combinations that can exist, each once: those at the host without what a plain file does
     * not have.
     */
    List<Combination> possible(List<Combination> expanded) {
        Map<SortedMap<String, String>, Combination> kept = new LinkedHashMap<>();
        for (Combination combination : expanded) {
            boolean host = combination.is("layer", Layer.HOST.word());
            if (host) {
                host(combination, kept);
            } else if (changed) {
                judge(combination, kept);
            } else {
                kept.putIfAbsent(combination.factors(), combination);
            }
        }
        return List.copyOf(kept.values());
    }

    private void host(Combination combination, Map<SortedMap<String, String>, Combination> kept) {
        if (guests) {
            Combination theirs = relevant(combination, new LinkedHashSet<>());
            if (changed && broken(theirs).isPresent()) {
                // No guests have such a disk, which is said of them: nothing to set a twin against.
                return;
            }
            HostTwins.difference(combination.factors()).ifPresent(notes::add);
        }
        judge(
                new Combination(combination.workload(), HostTwins.factors(combination.factors())),
                kept);
    }

    private void judge(Combination combination, Map<SortedMap<String, String>, Combination> kept) {
        Combination relevant = relevant(combination, notes);
        Optional<Rule> broken = broken(relevant);
        if (broken.isEmpty()) {
            kept.putIfAbsent(relevant.factors(), relevant);
        } else {
            leftOut.add(relevant, broken.get().factors(), broken.get().reason(), 1);
        }
    }

    private Combination relevant(Combination combination, Set<String> told) {
        return Relevance.relevant(relevances, combination, told);
    }

    private Optional<Rule> broken(Combination combination) {
        return rules.stream().filter(rule -> rule.breaks().test(combination)).findFirst();
    }
}

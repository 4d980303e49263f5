package io.berth.plan;

import io.berth.profile.Layer;
import io.berth.profile.ObjectiveCheck;
import io.berth.profile.Position;
import io.berth.profile.Problem;
import io.berth.profile.Profile;
import io.berth.profile.ProfileException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.ListSampler;
import org.apache.commons.rng.simple.RandomSource;
import org.jspecify.annotations.Nullable;

/** Expands a profile to its plan. Pure: the same profile gives the same plan, anywhere. */
public final class Planner {

    private Planner() {}

    /** The plan of a profile, where nobody asked what can be done here. */
    public static Plan plan(Profile profile) {
        return plan(profile, Abilities.UNKNOWN);
    }

    /**
     * The plan of a profile.
     *
     * @param abilities of the tools and the storage: what they cannot do is left out
     * @throws ProfileException if nothing is left to measure, too much is asked, or what {@code
     *     include} adds cannot be judged by the objective
     */
    public static Plan plan(Profile profile, Abilities abilities) {
        LeftOut leftOut = new LeftOut();
        List<String> expansionNotes = new ArrayList<>();
        List<Combination> expanded = new Expansion(profile, leftOut, expansionNotes).combinations();
        Set<String> notes = new LinkedHashSet<>(expansionNotes);
        notes.addAll(AbilityNotes.of(abilities));
        boolean guests = profile.layers().contains(Layer.GUEST);
        List<Combination> possible = possible(expanded, guests, leftOut, notes);
        if (possible.isEmpty()) {
            throw nothingLeft(profile, leftOut);
        }
        CaseMaker maker = new CaseMaker(profile, possible);
        List<Case> cases = possible.stream().map(maker::make).toList();
        refuseEqualIds(cases);
        judgeable(profile, cases);
        Objective objective = objective(profile.objective());
        Profile.Measure measure = profile.measure();
        notes.addAll(Notes.of(cases, objective, measure.blocks()));
        return new Plan(
                Plan.SCHEMA_VERSION,
                profile.name(),
                profile.purpose(),
                profile.file(),
                profile.text(),
                cases,
                List.of(),
                blocks(cases, measure.blocks(), measure.seed()),
                leftOut.exclusions(),
                new Measure(
                        measure.rampTime(),
                        measure.runtime(),
                        measure.blocks(),
                        measure.seed(),
                        measure.smallestEffect()),
                objective,
                Timing.estimate(cases, measure.blocks()),
                List.copyOf(notes));
    }

    /**
     * The combinations that can exist, each once: those at the host without what a plain file does
     * not have.
     *
     * @param guests whether the profile measures in guests, too
     */
    private static List<Combination> possible(
            List<Combination> expanded, boolean guests, LeftOut leftOut, Set<String> notes) {
        Map<SortedMap<String, String>, Combination> kept = new LinkedHashMap<>();
        for (Combination combination : expanded) {
            boolean host = combination.get("layer").equals(Layer.HOST.word());
            if (host
                    && guests
                    && broken(Relevance.relevant(combination, new LinkedHashSet<>())).isPresent()) {
                // No guests have such a disk, which is said of them: nothing to set a twin against.
                continue;
            }
            Combination asked =
                    host
                            ? new Combination(
                                    combination.workload(),
                                    HostTwins.factors(combination.factors()))
                            : combination;
            if (host && guests) {
                HostTwins.difference(combination.factors()).ifPresent(notes::add);
            }
            Combination relevant = Relevance.relevant(asked, notes);
            Optional<Rule> broken = broken(relevant);
            if (broken.isEmpty()) {
                kept.putIfAbsent(relevant.factors(), relevant);
            } else {
                leftOut.add(relevant, broken.get().factors(), broken.get().reason());
            }
        }
        return List.copyOf(kept.values());
    }

    private static Optional<Rule> broken(Combination combination) {
        return Rules.ALL.stream().filter(rule -> rule.breaks().test(combination)).findFirst();
    }

    private static ProfileException nothingLeft(Profile profile, LeftOut leftOut) {
        Position at = profile.disk().getFirst().at();
        List<Problem> problems = new ArrayList<>();
        problems.add(
                new Problem(
                        profile.file(),
                        at.line(),
                        at.column(),
                        "nothing is left to measure: every combination is left out"));
        for (Exclusion exclusion : leftOut.exclusions()) {
            problems.add(
                    new Problem(
                            profile.file(),
                            at.line(),
                            at.column(),
                            exclusion.combinations() + " left out: " + exclusion.reason()));
        }
        return new ProfileException(problems);
    }

    /** Two equal ids would share a directory of results. */
    private static void refuseEqualIds(List<Case> cases) {
        Set<String> ids = new LinkedHashSet<>();
        for (Case one : cases) {
            if (!ids.add(one.id())) {
                throw new IllegalStateException("two cases have the id " + one.id());
            }
        }
    }

    /** What the reader checked of the profile's own workloads, for what include made of them. */
    private static void judgeable(Profile profile, List<Case> cases) {
        Profile.Objective objective = profile.objective();
        if (objective == null) {
            return;
        }
        Set<Problem> problems = new LinkedHashSet<>();
        Set<Workload> seen = new LinkedHashSet<>();
        for (Case one : cases) {
            Workload workload = one.workload();
            if (workload.jobFile() != null || !seen.add(workload)) {
                continue;
            }
            for (String key : objective.latency().keySet()) {
                Position at = objective.at().getOrDefault(key, Position.START);
                ObjectiveCheck.problem(key, workload.name(), workload.options(), workload.runtime())
                        .ifPresent(
                                message ->
                                        problems.add(
                                                new Problem(
                                                        profile.file(),
                                                        at.line(),
                                                        at.column(),
                                                        message)));
            }
        }
        if (!problems.isEmpty()) {
            throw new ProfileException(List.copyOf(problems));
        }
    }

    private static @Nullable Objective objective(Profile.@Nullable Objective objective) {
        return objective == null
                ? null
                : new Objective(new TreeMap<>(objective.latency()), objective.achievedShare());
    }

    /**
     * Each block in an order of its own, by Fisher and Yates over SplitMix64, which takes the seed
     * as it is. More blocks leave the order of the earlier ones as it was.
     */
    static List<Block> blocks(List<Case> cases, int count, long seed) {
        UniformRandomProvider random = RandomSource.SPLIT_MIX_64.create(seed);
        List<Block> blocks = new ArrayList<>();
        for (int number = 1; number <= count; number++) {
            List<String> order = new ArrayList<>(cases.stream().map(Case::id).toList());
            ListSampler.shuffle(random, order);
            blocks.add(new Block(number, List.copyOf(order)));
        }
        return List.copyOf(blocks);
    }
}

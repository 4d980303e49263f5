package io.berth.plan;

import io.berth.profile.Axis;
import io.berth.profile.ObjectiveCheck;
import io.berth.profile.Position;
import io.berth.profile.Problem;
import io.berth.profile.Profile;
import io.berth.profile.ProfileException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
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
        Set<String> notes = new LinkedHashSet<>(AbilityNotes.of(abilities));
        List<Relevance> relevances = Relevance.of(abilities);
        List<Rule> rules = Rules.of(profile, abilities);
        List<Combination> expanded =
                new Expansion(profile, relevances, rules, leftOut, notes).combinations();
        List<Combination> possible =
                new Judge(profile, relevances, rules, leftOut, notes).possible(expanded);
        Set<String> written = written(profile);
        relevances.stream()
                .filter(relevance -> !written.contains(relevance.factor()))
                .forEach(relevance -> notes.remove(relevance.note()));
        if (possible.isEmpty()) {
            throw nothingLeft(profile, leftOut);
        }
        CaseMaker maker = new CaseMaker(profile, possible);
        List<Case> cases =
                possible.stream().filter(c -> !c.isOperation()).map(maker::make).toList();
        List<OperationCase> operations =
                possible.stream().filter(Combination::isOperation).map(maker::operation).toList();
        List<String> ids = ids(cases, operations);
        judgeable(profile, cases);
        Objective objective = objective(profile.objective());
        Profile.Measure measure = profile.measure();
        notes.addAll(Notes.of(cases, operations, objective, measure.blocks()));
        return new Plan(
                Plan.SCHEMA_VERSION,
                profile.name(),
                profile.purpose(),
                profile.file(),
                profile.text(),
                cases,
                operations,
                blocks(ids, measure.blocks(), measure.seed()),
                leftOut.exclusions(),
                new Measure(
                        measure.rampTime(),
                        measure.runtime(),
                        measure.blocks(),
                        measure.seed(),
                        measure.smallestEffect()),
                objective,
                Timing.estimate(cases, operations, measure.blocks()),
                List.copyOf(notes));
    }

    /** The factors that somebody wrote: of defaults that mean nothing nobody wants to hear. */
    private static Set<String> written(Profile profile) {
        Set<String> written = new HashSet<>();
        Stream.of(
                        profile.disk(),
                        profile.guest(),
                        profile.workloads().stream().flatMap(w -> w.axes().stream()).toList())
                .flatMap(List::stream)
                .filter(Axis::written)
                .forEach(axis -> written.add(axis.factor()));
        profile.include().forEach(item -> written.addAll(item.factors().keySet()));
        return written;
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

    /** Every case's and operation's id; two equal ones would share a directory of results. */
    private static List<String> ids(List<Case> cases, List<OperationCase> operations) {
        List<String> all =
                Stream.concat(
                                cases.stream().map(Case::id),
                                operations.stream().map(OperationCase::id))
                        .toList();
        Set<String> ids = new HashSet<>();
        for (String id : all) {
            if (!ids.add(id)) {
                throw new IllegalStateException("two cases have the id " + id);
            }
        }
        return all;
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
    static List<Block> blocks(List<String> ids, int count, long seed) {
        UniformRandomProvider random = RandomSource.SPLIT_MIX_64.create(seed);
        List<Block> blocks = new ArrayList<>();
        for (int number = 1; number <= count; number++) {
            List<String> order = new ArrayList<>(ids);
            ListSampler.shuffle(random, order);
            blocks.add(new Block(number, List.copyOf(order)));
        }
        return List.copyOf(blocks);
    }
}

package io.berth.plan;

import io.berth.profile.Layer;
import io.berth.profile.Profile;
import io.berth.profile.Profile.Selection;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The product of axes, one axis after the other: what means nothing is taken out, and what cannot
 * exist is left out, as soon as the factors that decide it are there. So a profile of all formats
 * with all their options stays as small as what it measures.
 */
final class Product {

    private static final String HOST = Layer.HOST.word();

    /**
     * What is asked of each point.
     *
     * @param relevances in their order
     * @param rules in the order in which they count
     * @param excludes the profile's own
     */
    record Checks(List<Relevance> relevances, List<Rule> rules, List<Selection> excludes) {}

    private final Checks checks;
    private final Set<Layer> layers;
    private final LeftOut leftOut;
    private final Set<String> notes;
    private final LongConsumer cap;

    /** The excludes that matched something. */
    private final Set<Selection> matched = new LinkedHashSet<>();

    /**
     * @param cap told the size of each partial product; throws where it is too large
     */
    Product(
            Checks checks,
            Collection<Layer> layers,
            LeftOut leftOut,
            Set<String> notes,
            LongConsumer cap) {
        this.checks = checks;
        this.layers = Set.copyOf(layers);
        this.leftOut = leftOut;
        this.notes = notes;
        this.cap = cap;
    }

    Set<Selection> matched() {
        return matched;
    }

    /** The points of these axes, of one workload or of an operation, without what is excluded. */
    List<Combination> of(Profile.@Nullable Workload workload, Map<String, List<String>> axes) {
        return of(workload, axes, checks.excludes());
    }

    /** The same of axes that an include gives, which brings back what was excluded. */
    List<Combination> included(
            Profile.@Nullable Workload workload, Map<String, List<String>> axes) {
        return of(workload, axes, List.of());
    }

    private List<Combination> of(
            Profile.@Nullable Workload workload,
            Map<String, List<String>> axes,
            List<Selection> excluding) {
        List<String> names = List.copyOf(axes.keySet());
        Collection<Combination> points = List.of(new Combination(workload, new TreeMap<>()));
        for (int i = 0; i < names.size(); i++) {
            Step step = new Step(names, i, excluding);
            List<String> values = axes.getOrDefault(names.get(i), List.of());
            Collection<Combination> longer =
                    step.late.isEmpty() ? new ArrayList<>() : new LinkedHashSet<>();
            for (Combination point : points) {
                for (String value : step.values(point, values)) {
                    Combination next = step.next(point, value, values.size() == 1);
                    if (step.keeps(next, axes)) {
                        longer.add(next);
                        cap.accept(longer.size());
                    }
                }
            }
            points = longer;
        }
        return List.copyOf(points);
    }

    /** One axis, and the checks that it decides. */
    private final class Step {

        private final List<String> names;
        private final int index;
        private final String factor;
        private final List<Relevance> own = new ArrayList<>();
        private final List<Relevance> late = new ArrayList<>();
        private final List<Relevance> decided = new ArrayList<>();
        private final List<Selection> excludes;
        private final List<Rule> rules;

        Step(List<String> names, int index, List<Selection> excluding) {
            this.names = names;
            this.index = index;
            this.factor = names.get(index);
            for (Relevance relevance : checks.relevances()) {
                int ready = decidedAt(relevance.dependsOn());
                int at = names.indexOf(relevance.factor());
                if (at == index && ready < index) {
                    own.add(relevance);
                } else if (ready == index && at >= 0 && at < index) {
                    late.add(relevance);
                }
                if (ready <= index && at > index) {
                    decided.add(relevance);
                }
            }
            rules = checks.rules().stream().filter(r -> decidedAt(r.factors()) == index).toList();
            excludes =
                    excluding.stream()
                            .filter(item -> names.containsAll(item.factors().keySet()))
                            .filter(item -> decidedAt(item.factors().keySet()) == index)
                            .toList();
        }

        /** The axis after which all of these are known; the first if none of them is an axis. */
        private int decidedAt(Set<String> factors) {
            int last = 0;
            for (String name : factors) {
                last = Math.max(last, names.indexOf(name));
            }
            return last;
        }

        /** The values that the axis takes at a point; an empty one where it means nothing there. */
        List<String> values(Combination point, List<String> values) {
            if (isOnlyHost(point) && !HostTwins.matters(factor)) {
                return List.of("");
            }
            for (Relevance relevance : own) {
                if (!relevance.applies().test(point)) {
                    notes.add(relevance.note());
                    return List.of("");
                }
            }
            return values;
        }

        Combination next(Combination point, String value, boolean alone) {
            SortedMap<String, String> factors =
                    alone ? point.factors() : new TreeMap<>(point.factors());
            if (!value.isEmpty()) {
                factors.put(factor, value);
            }
            Combination next = new Combination(point.workload(), factors);
            for (Relevance relevance : late) {
                if (next.has(relevance.factor()) && !relevance.applies().test(next)) {
                    factors.remove(relevance.factor());
                    notes.add(relevance.note());
                }
            }
            return next;
        }

        /** Whether nothing is against a point; what it would have become is counted. */
        boolean keeps(Combination point, Map<String, List<String>> axes) {
            for (Selection item : excludes) {
                if (item.factors().entrySet().stream()
                        .allMatch(e -> e.getValue().contains(point.get(e.getKey())))) {
                    matched.add(item);
                    if (isCounted(point, item)) {
                        leftOut.add(
                                point,
                                item.factors().keySet(),
                                "excluded by the profile, line " + item.at().line(),
                                remaining(point, axes));
                    }
                    return false;
                }
            }
            // A twin is judged as what it is on a plain file, after the product.
            Optional<Rule> broken =
                    isOnlyHost(point)
                            ? Optional.empty()
                            : rules.stream().filter(r -> r.breaks().test(point)).findFirst();
            if (broken.isPresent() && !isHost(point)) {
                leftOut.add(
                        point,
                        broken.get().factors(),
                        broken.get().reason(),
                        remaining(point, axes));
            }
            return broken.isEmpty();
        }

        /** How many points this one would have become at most, by the lists that are left. */
        private long remaining(Combination point, Map<String, List<String>> axes) {
            long count = 1;
            for (String later : names.subList(index + 1, names.size())) {
                boolean means =
                        decided.stream()
                                .filter(relevance -> relevance.factor().equals(later))
                                .allMatch(relevance -> relevance.applies().test(point));
                count *= means ? axes.getOrDefault(later, List.of()).size() : 1;
                count = Math.min(count, Integer.MAX_VALUE);
            }
            return count;
        }
    }

    private static boolean isHost(Combination point) {
        return point.is("layer", HOST);
    }

    /** Whether it is at the host of a profile that measures no guests. */
    private boolean isOnlyHost(Combination point) {
        return !layers.contains(Layer.GUEST) && isHost(point);
    }

    /** The twins of guests that are left out go with them, and are not counted again. */
    private boolean isCounted(Combination point, Selection item) {
        return !isHost(point)
                || !layers.contains(Layer.GUEST)
                || item.factors().containsKey("layer");
    }
}

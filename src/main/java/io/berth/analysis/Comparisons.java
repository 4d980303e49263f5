package io.berth.analysis;

import io.berth.plan.Case;
import io.berth.plan.Plan;
import io.berth.profile.Layer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Finds the pairs of cases that differ in exactly one factor of the disk, of where it lies or of
 * the machine: of guests, or of the host in a run without guests; never of both.
 */
final class Comparisons {

    /**
     * A pair: the first in the plan is the base.
     *
     * @param factor its dotted name
     */
    record Pair(String factor, String valueA, String valueB, Case a, Case b) {}

    /** Factors beside those of the disk that are asked about. */
    private static final Set<String> OTHERS = Set.of("storage", "guest.machine");

    /** One case with the factors that are asked about, and all else that identifies it. */
    private record Candidate(int index, Case planned, Map<String, String> factors, Object rest) {
        String value(String factor) {
            return factors.getOrDefault(factor, "default");
        }
    }

    private Comparisons() {}

    /** All pairs, in the plan's order of their first, then their second case. */
    static List<Pair> pairs(Plan plan) {
        boolean guests = plan.cases().stream().anyMatch(c -> c.layer() != Layer.HOST);
        List<Candidate> candidates = new ArrayList<>();
        Map<Object, Object> rests = new HashMap<>();
        Set<String> factors = new TreeSet<>();
        for (Case planned : plan.cases()) {
            // Cases of the host are there to be set against guests: what a setting does is asked
            // in guests.
            if (!guests || planned.layer() != Layer.HOST) {
                Map<String, String> own = factors(planned);
                Object rest = rests.computeIfAbsent(rest(planned), key -> key);
                candidates.add(new Candidate(candidates.size(), planned, own, rest));
                factors.addAll(own.keySet());
            }
        }
        List<Found> found = new ArrayList<>();
        for (String factor : factors) {
            if (candidates.stream().map(c -> c.value(factor)).distinct().count() > 1) {
                found.addAll(pairs(factor, candidates));
            }
        }
        return found.stream()
                .sorted(Comparator.comparingInt(Found::first).thenComparingInt(Found::second))
                .map(Found::pair)
                .toList();
    }

    private record Found(int first, int second, Pair pair) {}

    private static List<Found> pairs(String factor, List<Candidate> candidates) {
        Map<List<Object>, List<Candidate>> alike = new LinkedHashMap<>();
        for (Candidate candidate : candidates) {
            Map<String, String> others = new TreeMap<>(candidate.factors());
            others.keySet()
                    .removeIf(name -> name.equals(factor) || DiskFactors.follows(name, factor));
            alike.computeIfAbsent(List.of(candidate.rest(), others), key -> new ArrayList<>())
                    .add(candidate);
        }
        List<Found> found = new ArrayList<>();
        for (List<Candidate> group : alike.values()) {
            for (int i = 0; i < group.size(); i++) {
                for (int j = i + 1; j < group.size(); j++) {
                    Candidate a = group.get(i);
                    Candidate b = group.get(j);
                    if (differ(factor, a, b) && isAsked(factor, group, a, b)) {
                        found.add(new Found(a.index(), b.index(), pair(factor, a, b)));
                    }
                }
            }
        }
        return found;
    }

    private static Pair pair(String factor, Candidate a, Candidate b) {
        return new Pair(factor, a.value(factor), b.value(factor), a.planned(), b.planned());
    }

    /** In this factor alone; what follows it may be missing on one side, but not differ. */
    private static boolean differ(String factor, Candidate a, Candidate b) {
        if (a.value(factor).equals(b.value(factor))) {
            return false;
        }
        for (Map.Entry<String, String> each : a.factors().entrySet()) {
            String name = each.getKey();
            String other = b.factors().get(name);
            boolean chain = factor.equals(DiskFactors.DEPTH) && !name.equals(factor);
            if (chain && other != null && !other.equals(each.getValue())) {
                return false;
            }
        }
        return true;
    }

    /** Of chains only what each costs against the shortest: every pair would drown it. */
    private static boolean isAsked(String factor, List<Candidate> group, Candidate a, Candidate b) {
        if (!factor.equals(DiskFactors.DEPTH)) {
            return true;
        }
        int shortest = group.stream().mapToInt(Comparisons::depth).min().orElse(0);
        return depth(a) == shortest || depth(b) == shortest;
    }

    private static int depth(Candidate candidate) {
        return candidate.planned().disk().image().backing().depth();
    }

    private static Map<String, String> factors(Case planned) {
        Map<String, String> factors = new TreeMap<>(DiskFactors.of(planned));
        factors.put("storage", planned.storage().text());
        factors.put("guest.machine", planned.guest().machine().word());
        return factors;
    }

    /** Everything that identifies a case but what is asked about. */
    private static Object rest(Case planned) {
        SortedMap<String, String> others = new TreeMap<>(planned.factors());
        others.keySet().removeIf(name -> name.startsWith("disk.") || OTHERS.contains(name));
        return List.of(
                planned.layer(),
                planned.guest().vcpus(),
                planned.guest().memory(),
                planned.guest().accelerator(),
                planned.guests(),
                planned.workload(),
                planned.pageCache(),
                others);
    }
}

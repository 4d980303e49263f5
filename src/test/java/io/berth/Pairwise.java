package io.berth;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;

/**
 * A small choice among many combinations that holds every pair of values which any of them holds:
 * faults mostly show with one value or with two together.
 *
 * <p>Greedy: the next row is the one with the most pairs still missing; of equal ones that which
 * the seed puts first.
 */
public final class Pairwise {

    private Pairwise() {}

    /**
     * Chooses.
     *
     * @param rows combinations that exist, each a value by factor; a factor may be absent
     * @param factors whose pairs count
     * @return some of the rows, those with the most new pairs first
     */
    public static List<Map<String, String>> choose(
            Collection<? extends Map<String, String>> rows, Collection<String> factors, long seed) {
        List<Map<String, String>> left = new ArrayList<>(rows);
        Collections.shuffle(left, new Random(seed));
        Map<String, Integer> numbers = new HashMap<>();
        List<BitSet> pairs = left.stream().map(row -> pairs(row, factors, numbers)).toList();
        BitSet missing = new BitSet();
        pairs.forEach(missing::or);
        List<Map<String, String>> chosen = new ArrayList<>();
        while (!missing.isEmpty()) {
            int best = -1;
            int most = 0;
            for (int i = 0; i < left.size(); i++) {
                BitSet gained = (BitSet) pairs.get(i).clone();
                gained.and(missing);
                if (gained.cardinality() > most) {
                    most = gained.cardinality();
                    best = i;
                }
            }
            chosen.add(left.get(best));
            missing.andNot(pairs.get(best));
        }
        return chosen;
    }

    private static BitSet pairs(
            Map<String, String> row, Collection<String> factors, Map<String, Integer> numbers) {
        BitSet pairs = new BitSet();
        List<String> ordered = List.copyOf(new TreeSet<>(factors));
        for (int i = 0; i < ordered.size(); i++) {
            for (int j = i + 1; j < ordered.size(); j++) {
                String a = ordered.get(i);
                String b = ordered.get(j);
                String pair = a + "=" + row.get(a) + " " + b + "=" + row.get(b);
                pairs.set(numbers.computeIfAbsent(pair, p -> numbers.size()));
            }
        }
        return pairs;
    }
}

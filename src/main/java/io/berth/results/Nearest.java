package io.berth.results;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The most similar of several names, by Levenshtein distance (a shared start weighs most). */
final class Nearest {

    private Nearest() {}

    static Optional<String> of(String wanted, List<String> names) {
        return names.stream()
                .min(
                        Comparator.<String>comparingInt(name -> name.startsWith(wanted) ? 0 : 1)
                                .thenComparingInt(name -> distance(wanted, name))
                                .thenComparing(Comparator.reverseOrder()));
    }

    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(change, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}

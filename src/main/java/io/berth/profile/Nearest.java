package io.berth.profile;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** The word that somebody probably meant. */
public final class Nearest {

    private Nearest() {}

    /** The candidate within a third of the word's length in edits, the closest first. */
    static Optional<String> to(String word, Collection<String> candidates) {
        String lower = word.toLowerCase(Locale.ROOT).replace('-', '_');
        int limit = Math.max(1, word.length() / 3);
        return candidates.stream()
                .filter(c -> distance(lower, c.replace('-', '_')) <= limit)
                .min(
                        Comparator.<String>comparingInt(c -> distance(lower, c.replace('-', '_')))
                                .thenComparingInt(c -> Math.abs(c.length() - word.length()))
                                .thenComparing(Comparator.naturalOrder()));
    }

    /** {@code ; did you mean 'x'?}, or nothing. */
    public static String hint(String word, Collection<String> candidates) {
        return to(word, candidates).map(near -> "; did you mean '" + near + "'?").orElse("");
    }

    /** Optimal string alignment: insertions, deletions, replacements, swaps of neighbours. */
    static int distance(String a, String b) {
        int[][] cost = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            cost[i][0] = i;
        }
        for (int j = 0; j <= b.length(); j++) {
            cost[0][j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            for (int j = 1; j <= b.length(); j++) {
                int replaced = cost[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                int edited = Math.min(cost[i - 1][j], cost[i][j - 1]) + 1;
                cost[i][j] = Math.min(replaced, edited);
                if (i > 1
                        && j > 1
                        && a.charAt(i - 1) == b.charAt(j - 2)
                        && a.charAt(i - 2) == b.charAt(j - 1)) {
                    cost[i][j] = Math.min(cost[i][j], cost[i - 2][j - 2] + 1);
                }
            }
        }
        return cost[a.length()][b.length()];
    }
}

package io.berth;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** That no pair is lost, and that the choice is small and repeatable. */
class PairwiseTest {

    private static final List<String> FACTORS = List.of("a", "b", "c", "d");

    /** Four factors of six values each; a=0 never goes with b=0. */
    private static List<Map<String, String>> rows() {
        List<Map<String, String>> rows = new ArrayList<>();
        for (int n = 0; n < 6 * 6 * 6 * 6; n++) {
            if (n % 36 != 0) {
                rows.add(
                        Map.of(
                                "a", "" + n % 6,
                                "b", "" + n / 6 % 6,
                                "c", "" + n / 36 % 6,
                                "d", "" + n / 216));
            }
        }
        return rows;
    }

    private static Set<String> pairs(List<Map<String, String>> rows) {
        Set<String> pairs = new HashSet<>();
        for (Map<String, String> row : rows) {
            IntStream.range(0, 16)
                    .filter(n -> n / 4 < n % 4)
                    .forEach(
                            n -> {
                                String one = FACTORS.get(n / 4);
                                String other = FACTORS.get(n % 4);
                                pairs.add(one + row.get(one) + other + row.get(other));
                            });
        }
        return pairs;
    }

    @Test
    void everyPairThatCanBeIsInFewRows() {
        List<Map<String, String>> chosen = Pairwise.choose(rows(), FACTORS, 42);

        assertThat(pairs(chosen)).isEqualTo(pairs(rows())).hasSize(6 * 36 - 1);
        assertThat(chosen).hasSizeBetween(36, 60).doesNotHaveDuplicates();
    }

    @Test
    void theSameSeedChoosesTheSameRows() {
        assertThat(Pairwise.choose(rows(), FACTORS, 7))
                .isEqualTo(Pairwise.choose(rows(), FACTORS, 7))
                .isNotEqualTo(Pairwise.choose(rows(), FACTORS, 8));
    }
}

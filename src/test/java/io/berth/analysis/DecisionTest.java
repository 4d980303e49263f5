package io.berth.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.analysis.Comparison.Verdict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DecisionTest {

    /** Intervals of ratios against θ = 5 %: 1 ÷ 1.05 = 0.952 to 1.05. */
    @ParameterizedTest
    @CsvSource({
        "1.06, 1.20, true,  IMPROVED",
        "1.06, 1.20, false, WORSE",
        "0.80, 0.95, true,  WORSE",
        "0.80, 0.95, false, IMPROVED",
        "0.96, 1.04, true,  EQUIVALENT",
        "0.96, 1.04, false, EQUIVALENT",
        "0.94, 1.04, true,  INCONCLUSIVE",
        "1.01, 1.20, true,  INCONCLUSIVE",
        "1.00, 1.06, false, INCONCLUSIVE",
        "0.80, 1.25, true,  INCONCLUSIVE",
    })
    void verdicts(double low, double high, boolean higherIsBetter, Verdict expected) {
        double logLow = Math.log(low);
        double logHigh = Math.log(high);
        Decision decision =
                Decision.of(logLow, (logLow + logHigh) / 2, logHigh, 0.05, higherIsBetter, 8);
        assertThat(decision.verdict()).isEqualTo(expected);
        assertThat(decision.furtherBlocks() != null).isEqualTo(expected == Verdict.INCONCLUSIVE);
    }

    @Test
    void furtherBlocksHalveTheWidthByFour() {
        double theta = 0.05;
        double limit = Math.log1p(theta);
        Decision decision = Decision.of(0, limit * 2, limit * 4, theta, true, 8);
        // The middle is one limit beyond, the half width two: it must halve, 8 × 4 blocks.
        assertThat(decision).isEqualTo(new Decision(Verdict.INCONCLUSIVE, 24));
    }

    @Test
    void noNumberOfBlocksDecidesAnEffectThatIsTheLimitItself() {
        double limit = Math.log1p(0.05);
        assertThat(Decision.of(limit - 0.1, limit, limit + 0.1, 0.05, true, 8))
                .isEqualTo(new Decision(Verdict.INCONCLUSIVE, null));
    }
}

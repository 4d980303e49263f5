package io.berth.analysis;

import io.berth.analysis.Comparison.Verdict;
import org.jspecify.annotations.Nullable;

/**
 * What an interval of ratios says against the smallest effect that matters, θ: beyond 1 + θ or 1 ÷
 * (1 + θ) the two differ; inside both they are equivalent; anything else is inconclusive.
 *
 * @param furtherBlocks about how many more blocks would decide; null if that is more than {@link
 *     #MOST_BLOCKS}, or nothing is left to decide
 */
record Decision(Verdict verdict, @Nullable Integer furtherBlocks) {

    /** More blocks than this are not proposed. */
    static final int MOST_BLOCKS = 1000;

    /**
     * @param logLow the interval's ends and middle as logarithms of ratios
     * @param blocks how many blocks the interval rests on
     */
    static Decision of(
            double logLow,
            double logMiddle,
            double logHigh,
            double theta,
            boolean higherIsBetter,
            int blocks) {
        double limit = StrictMath.log1p(theta);
        if (logLow > limit) {
            return new Decision(higherIsBetter ? Verdict.IMPROVED : Verdict.WORSE, null);
        }
        if (logHigh < -limit) {
            return new Decision(higherIsBetter ? Verdict.WORSE : Verdict.IMPROVED, null);
        }
        if (logLow > -limit && logHigh < limit) {
            return new Decision(Verdict.EQUIVALENT, null);
        }
        return new Decision(
                Verdict.INCONCLUSIVE,
                furtherBlocks(
                        Math.max(logHigh - logMiddle, logMiddle - logLow),
                        Math.abs(Math.abs(logMiddle) - limit),
                        blocks));
    }

    /** An interval's half width shrinks with the root of the number of blocks. */
    private static @Nullable Integer furtherBlocks(double halfWidth, double room, int blocks) {
        double needed = Math.ceil(blocks * StrictMath.pow(halfWidth / room, 2));
        double further = Math.max(1, needed - blocks);
        return further <= MOST_BLOCKS ? (int) further : null;
    }
}

package io.berth.engine.pattern;

/**
 * fio's normal distribution: the mean of twelve uniform ranks (Irwin and Hall's sum, bounded by the
 * region, of standard deviation n ÷ 12), moved by a uniform amount from a window around it. The
 * window is the deviation in percent of the ranks, at most half of them.
 */
final class NormalRanks implements Ranks {

    private static final int TERMS = 12;

    /** (2^32 − 4) ÷ 12. */
    private static final long TWELFTH = 357_913_941;

    private static final long HALF_WORD = 0xFFFF_FFFFL;

    private final long ranks;
    private final long windowRanks;
    private final Rng random;

    NormalRanks(long ranks, double deviationPercent, Rng random) {
        this.ranks = ranks;
        this.random = random;
        long window = (long) Math.ceil(ranks * deviationPercent / 100);
        windowRanks = Math.min(window, ranks / 2);
    }

    @Override
    public long next() {
        long sum = 0;
        for (int pair = 0; pair < TERMS / 2; pair++) {
            long bits = random.next();
            sum += (bits & HALF_WORD) + (bits >>> 32);
        }
        // sum ÷ (12 · 2^32), the place within the ranks, as a fraction of 64 bits: sum · 2^32 ÷ 12
        long fraction = sum * TWELFTH + sum / 3;
        long rank = Math.unsignedMultiplyHigh(fraction, ranks);
        if (windowRanks == 0) {
            return rank;
        }
        long move = random.below(windowRanks) - windowRanks / 2;
        while (rank + move < 0 || rank + move >= ranks) {
            move /= 2; // as fio keeps it inside
        }
        return rank + move;
    }

    @Override
    public long hottest() {
        return ranks / 2;
    }
}

package io.berth.engine.pattern;

import java.util.Arrays;

/**
 * Draws ranks in proportion to a weight that falls or rises with the rank, exactly, in two random
 * numbers: rejection from a hat of steps (Devroye, "Non-Uniform Random Variate Generation", 1986,
 * II.3), whose steps are drawn by Walker's alias method as Vose builds it (1991). The first sixteen
 * ranks are steps of their own; from there each octave has eight. A weight is computed only where a
 * draw falls between the lowest and the highest weight of its step, once in about twenty.
 */
final class BinnedRanks implements Ranks {

    /** The weight of a rank from 1 to n; falls or rises in all of it, and is never 0. */
    interface Weight {
        double of(long rank);
    }

    private static final int SINGLE_RANKS = 16;
    private static final int STEPS_PER_OCTAVE_LOG2 = 3;
    private static final double TWO_TO_64 = 0x1.0p64;

    private final Rng random;
    private final Weight weight;
    private final long hottest;
    private final long[] first;
    private final long[] width;
    private final double[] highest;

    /** Below this fraction of 64 bits a rank is taken without a look at its weight. */
    private final long[] taken;

    /** Below this fraction of 64 bits a column is its own step, else its alias. */
    private final long[] own;

    private final int[] alias;

    BinnedRanks(long ranks, Weight weight, Rng random) {
        this.random = random;
        this.weight = weight;
        hottest = weight.of(1) >= weight.of(ranks) ? 0 : ranks - 1;
        first = firstRanks(ranks);
        int steps = first.length;
        width = new long[steps];
        highest = new double[steps];
        taken = new long[steps];
        double[] hat = new double[steps];
        for (int step = 0; step < steps; step++) {
            long end = step + 1 < steps ? first[step + 1] : ranks + 1;
            width[step] = end - first[step];
            double atFirst = weight.of(first[step]);
            double atLast = weight.of(end - 1);
            highest[step] = Math.max(atFirst, atLast);
            taken[step] = fraction(Math.min(atFirst, atLast) / highest[step]);
            hat[step] = highest[step] * width[step];
        }
        own = new long[steps];
        alias = new int[steps];
        fillAlias(hat);
    }

    /** Zipf: in proportion to rank^−θ. */
    static BinnedRanks zipf(long ranks, double theta, Rng random) {
        return new BinnedRanks(ranks, rank -> StrictMath.pow(rank, -theta), random);
    }

    /**
     * fio's pareto: n · u^p with p = ln h ÷ ln(1 − h), so the first rank·n blocks get a share of
     * (rank ÷ n)^(1 ÷ p) of the hits: h of the blocks 1 − h.
     */
    static BinnedRanks pareto(long ranks, double h, Rng random) {
        double power = StrictMath.log1p(-h) / StrictMath.log(h);
        // r^a − (r − 1)^a without cancellation
        Weight weight =
                rank ->
                        rank == 1
                                ? 1
                                : -StrictMath.pow(rank, power)
                                        * StrictMath.expm1(power * StrictMath.log1p(-1.0 / rank));
        return new BinnedRanks(ranks, weight, random);
    }

    @Override
    public long next() {
        while (true) {
            long bits = random.next();
            int step = (int) Math.unsignedMultiplyHigh(bits, own.length);
            // the low half of the product is uniform within the column
            if (Long.compareUnsigned(bits * own.length, own[step]) >= 0) {
                step = alias[step];
            }
            long ranks = width[step];
            if (ranks == 1) {
                return first[step] - 1;
            }
            bits = random.next();
            long rank = first[step] + Math.unsignedMultiplyHigh(bits, ranks);
            long height = bits * ranks;
            if (Long.compareUnsigned(height, taken[step]) < 0
                    || unsigned(height) * highest[step] < weight.of(rank)) {
                return rank - 1;
            }
        }
    }

    @Override
    public long hottest() {
        return hottest;
    }

    private static long[] firstRanks(long ranks) {
        long[] firsts = new long[SINGLE_RANKS + (Long.SIZE << STEPS_PER_OCTAVE_LOG2)];
        int count = 0;
        long rank = 1;
        while (rank <= ranks) {
            firsts[count++] = rank;
            long octave = Long.highestOneBit(rank);
            rank += rank < SINGLE_RANKS ? 1 : octave >>> STEPS_PER_OCTAVE_LOG2;
        }
        return Arrays.copyOf(firsts, count);
    }

    /** Vose's two work lists, small and large columns. */
    private void fillAlias(double[] hat) {
        int steps = hat.length;
        double mean = Arrays.stream(hat).sum() / steps;
        int[] small = new int[steps];
        int[] large = new int[steps];
        int smalls = 0;
        int larges = 0;
        for (int step = 0; step < steps; step++) {
            own[step] = -1L; // all of the column, as far as 64 bits go
            alias[step] = step;
            if (hat[step] < mean) {
                small[smalls++] = step;
            } else {
                large[larges++] = step;
            }
        }
        while (smalls > 0 && larges > 0) {
            int less = small[--smalls];
            int more = large[larges - 1];
            own[less] = fraction(hat[less] / mean);
            alias[less] = more;
            hat[more] -= mean - hat[less];
            if (hat[more] < mean) {
                larges--;
                small[smalls++] = more;
            }
        }
    }

    /** A share from 0 to 1 as a fraction of 64 bits. */
    private static long fraction(double share) {
        if (share >= 1) {
            return -1L;
        }
        // 63 bits, since a conversion to long ends at 2^63
        return (long) (share * 0x1.0p63) << 1;
    }

    private static double unsigned(long fraction) {
        return ((fraction >>> 11) * 0x1.0p11) / TWO_TO_64;
    }
}

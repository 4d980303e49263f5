package io.berth.engine.pattern;

import io.berth.engine.job.BlockSizes;
import java.util.List;

/** Draws the lengths of one direction's I/Os: one, by shares, or evenly from a range. */
final class Lengths {

    /** Lengths are ints; a buffer of more would be no buffer. */
    private static final long MAX_BYTES = 1L << 30;

    private static final int PERCENT = 100;

    private final int fixedBytes;
    private final int minBytes;
    private final int[] min;
    private final int[] steps;
    private final int[] percent;
    private final Rng random;

    Lengths(BlockSizes sizes, Rng random) {
        if (sizes.maxBytes() > MAX_BYTES) {
            throw new IllegalArgumentException("a block of " + sizes.maxBytes() + " bytes");
        }
        List<BlockSizes.Part> parts =
                sizes.parts().stream().filter(part -> part.percent() > 0).toList();
        this.random = random;
        min = parts.stream().mapToInt(part -> (int) part.minBytes()).toArray();
        steps = parts.stream().mapToInt(p -> (int) (p.maxBytes() / p.minBytes())).toArray();
        percent = parts.stream().mapToInt(BlockSizes.Part::percent).toArray();
        minBytes = parts.stream().mapToInt(part -> (int) part.minBytes()).min().orElseThrow();
        fixedBytes = parts.size() == 1 && steps[0] == 1 ? min[0] : 0;
    }

    /** Whether all are of one length. */
    boolean fixed() {
        return fixedBytes != 0;
    }

    int minBytes() {
        return minBytes;
    }

    /** The greatest length that divides all, together with another. */
    long divisor(long other) {
        long divisor = other;
        for (int bytes : min) {
            divisor = divisor(divisor, bytes);
        }
        return divisor;
    }

    /**
     * The next length of those that fit, in the proportion of their shares, as fio, which draws
     * again until one fits.
     *
     * @param roomBytes left in the region
     * @return 0 if none fits
     */
    int draw(long roomBytes) {
        if (fixedBytes != 0) {
            return fixedBytes <= roomBytes ? fixedBytes : 0;
        }
        int part = min.length == 1 ? 0 : part(roomBytes);
        if (part < 0 || min[part] > roomBytes) {
            return 0;
        }
        if (steps[part] == 1) {
            return min[part];
        }
        long fitting = Math.min(steps[part], roomBytes / min[part]);
        return (int) (1 + random.below(fitting)) * min[part];
    }

    private int part(long roomBytes) {
        int fitting = PERCENT;
        for (int part = 0; part < min.length; part++) {
            fitting -= min[part] > roomBytes ? percent[part] : 0;
        }
        if (fitting == 0) {
            return -1;
        }
        long drawn = random.below(fitting);
        for (int part = 0; part < min.length; part++) {
            if (min[part] <= roomBytes) {
                drawn -= percent[part];
                if (drawn < 0) {
                    return part;
                }
            }
        }
        throw new IllegalStateException("shares of block sizes do not add up");
    }

    private static long divisor(long a, long b) {
        return b == 0 ? a : divisor(b, a % b);
    }
}

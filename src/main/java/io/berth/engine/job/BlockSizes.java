package io.berth.engine.job;

import java.util.List;

/**
 * The block sizes of one direction: {@code bs}, {@code bssplit} or {@code bsrange}.
 *
 * @param parts at least one; their percents add up to 100
 */
public record BlockSizes(List<Part> parts) {

    /**
     * A share of the I/Os.
     *
     * @param minBytes the smallest size
     * @param maxBytes the largest; greater than the smallest for {@code bsrange} only, and then
     *     sizes are drawn evenly from the multiples of the smallest
     * @param percent of the I/Os
     */
    public record Part(long minBytes, long maxBytes, int percent) {
        public Part {
            if (minBytes < 1 || maxBytes < minBytes || percent < 0 || percent > 100) {
                throw new IllegalArgumentException(minBytes + "-" + maxBytes + "/" + percent);
            }
        }
    }

    public BlockSizes {
        parts = List.copyOf(parts);
        if (parts.stream().mapToInt(Part::percent).sum() != 100) {
            throw new IllegalArgumentException("the shares of block sizes are not 100 %: " + parts);
        }
    }

    /** One size. */
    public static BlockSizes of(long bytes) {
        return new BlockSizes(List.of(new Part(bytes, bytes, 100)));
    }

    /** The smallest size: the unit of random offsets. */
    public long minBytes() {
        return parts.stream().mapToLong(Part::minBytes).min().orElseThrow();
    }

    /** The largest size: that of a buffer. */
    public long maxBytes() {
        return parts.stream().mapToLong(Part::maxBytes).max().orElseThrow();
    }
}

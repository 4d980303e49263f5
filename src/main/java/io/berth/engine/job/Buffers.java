package io.berth.engine.job;

/**
 * What a write's buffer holds, where {@code verify} does not say.
 *
 * @param content {@code zero_buffers}, {@code refill_buffers}, {@code scramble_buffers} or one fill
 *     of random data for all writes
 * @param compressPercentage {@code buffer_compress_percentage}: share of each buffer that
 *     compresses away, 0 to 100
 */
public record Buffers(Content content, int compressPercentage) {

    /** How buffers are filled. */
    public enum Content {
        /** Filled with random data once. */
        RANDOM,
        /** Filled with random data once, then changed a little for each write: fio's default. */
        SCRAMBLED,
        /** New random data for each write. */
        REFILLED,
        ZERO
    }

    public static Buffers scrambled() {
        return new Buffers(Content.SCRAMBLED, 0);
    }
}

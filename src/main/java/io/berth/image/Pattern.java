package io.berth.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The data that an image is filled with: pseudo-random bytes that do not compress, other ones in
 * every chunk of every image, and the same again for the same seed, so that what is read back can
 * be compared.
 *
 * <p>Each chunk begins a SplitMix64 sequence (Steele, Lea, Flood 2014) of its own. Of data for a
 * compressed image every second 512 bytes are one repeated byte, so that it takes half the room.
 *
 * @param seed of one layer of one image
 */
record Pattern(long seed, boolean compressible) {

    private static final long GAMMA = 0x9e3779b97f4a7c15L;
    private static final int RUN_BYTES = 512;

    /** Writes a chunk's bytes into a buffer, from 0 to its limit, which is a multiple of 512. */
    void fill(ByteBuffer buffer, int chunk) {
        buffer.order(ByteOrder.LITTLE_ENDIAN);
        long state = mix(seed + chunk * GAMMA);
        int limit = buffer.limit();
        for (int at = 0; at < limit; at += Long.BYTES) {
            state += GAMMA;
            boolean repeated = compressible && (at / RUN_BYTES & 1) == 1;
            buffer.putLong(at, repeated ? 0x5a5a5a5a5a5a5a5aL : mix(state));
        }
    }

    /** Whether a buffer, from 0 to its limit, holds a chunk's bytes. */
    boolean matches(ByteBuffer buffer, int chunk) {
        ByteBuffer wanted = ByteBuffer.allocate(buffer.limit());
        fill(wanted, chunk);
        return wanted.mismatch(buffer.duplicate().position(0)) < 0;
    }

    /** SplitMix64's finalizer. */
    static long mix(long value) {
        long z = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}

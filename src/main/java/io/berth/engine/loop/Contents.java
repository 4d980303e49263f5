package io.berth.engine.loop;

import io.berth.engine.ffi.IoBuffers;
import io.berth.engine.job.Buffers;
import java.nio.ByteBuffer;

/**
 * What written buffers hold. Random data is that of splitmix64; scrambling changes eight bytes of
 * each 4 KiB, so that no two written blocks are alike to a storage that deduplicates.
 */
final class Contents {
    private static final int CHUNK_BYTES = 4096;

    private final Buffers.Content content;
    private final int randomBytesOfChunk;
    private final ByteBuffer[] views;
    private long state;

    /** Fills all buffers. */
    Contents(Buffers buffers, IoBuffers memory, long seed) {
        content = buffers.content();
        // Whole words: what is random comes first in each chunk, what compresses away follows.
        randomBytesOfChunk = CHUNK_BYTES * (100 - buffers.compressPercentage()) / 100 & -Long.BYTES;
        state = seed;
        views = new ByteBuffer[memory.count()];
        for (int i = 0; i < views.length; i++) {
            views[i] = memory.view(i);
            if (content != Buffers.Content.ZERO) {
                fill(views[i], views[i].capacity());
            }
        }
    }

    ByteBuffer view(int buffer) {
        return views[buffer];
    }

    /** Makes a buffer ready to be written, the first {@code length} bytes of it. */
    void beforeWrite(int buffer, int length) {
        switch (content) {
            case RANDOM, ZERO -> {}
            case SCRAMBLED -> scramble(views[buffer], length);
            case REFILLED -> fill(views[buffer], length);
        }
    }

    private void scramble(ByteBuffer view, int length) {
        if (randomBytesOfChunk == 0) {
            return;
        }
        for (int at = 0; at + Long.BYTES <= length; at += CHUNK_BYTES) {
            view.putLong(at, next());
        }
    }

    private void fill(ByteBuffer view, int length) {
        for (int chunk = 0; chunk < length; chunk += CHUNK_BYTES) {
            int end = Math.min(length, chunk + randomBytesOfChunk);
            for (int at = chunk; at + Long.BYTES <= end; at += Long.BYTES) {
                view.putLong(at, next());
            }
        }
    }

    /** Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014. */
    private long next() {
        state += 0x9E3779B97F4A7C15L;
        long z = state;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}

package io.berth.engine.pattern;

import io.berth.engine.job.EngineException;
import java.util.Arrays;

/**
 * Which blocks of a region were given out, a bit each, for block sizes that vary: fio's random map.
 * Above it a bit for each full word, and so on up to one word, so that the next free block is found
 * in a few steps however full it is.
 */
final class RandomMap {

    private static final int WORD_LOG2 = 6;

    private final long blocks;
    private final long[][] levels;

    RandomMap(long blocks) {
        this.blocks = blocks;
        long words = words(blocks);
        // an eighth of the heap: several files and jobs have one each
        long limitBytes = Runtime.getRuntime().maxMemory() / 8;
        if (words > Integer.MAX_VALUE - 8 || words * Long.BYTES > limitBytes) {
            throw new EngineException(
                    EngineException.Cause.JOB,
                    "a map of %d blocks needs %d MiB, more than an eighth of Java's heap; give one"
                                    .formatted(blocks, words * Long.BYTES >> 20)
                            + " block size, norandommap, a smaller size, or a larger heap");
        }
        int depth = 1;
        for (long count = words; count > 1; count = words(count)) {
            depth++;
        }
        levels = new long[depth][];
        long count = blocks;
        for (int level = 0; level < depth; level++) {
            count = words(count);
            levels[level] = new long[(int) count];
        }
        clear();
    }

    private static long words(long bits) {
        return (bits + Long.SIZE - 1) >>> WORD_LOG2;
    }

    /** Frees all. */
    void clear() {
        long count = blocks;
        for (long[] level : levels) {
            Arrays.fill(level, 0);
            if ((count & (Long.SIZE - 1)) != 0) {
                level[level.length - 1] = -1L << count; // what lies beyond the end is never free
            }
            count = level.length;
        }
    }

    /** The first free block from this one on, else from the start on; −1 if there is none. */
    long nextFree(long from) {
        long free = search(from);
        return free >= 0 || from == 0 ? free : search(0);
    }

    private long search(long from) {
        long bit = from;
        int level = 0;
        while (level < levels.length) {
            long[] words = levels[level];
            int word = (int) (bit >>> WORD_LOG2);
            if (word >= words.length) {
                return -1;
            }
            long free = ~words[word] & (-1L << bit);
            if (free != 0) {
                long found = ((long) word << WORD_LOG2) + Long.numberOfTrailingZeros(free);
                return descend(level, found);
            }
            bit = word + 1L;
            level++;
        }
        return -1;
    }

    private long descend(int level, long bit) {
        long found = bit;
        for (int below = level - 1; below >= 0; below--) {
            long free = ~levels[below][(int) found];
            found = (found << WORD_LOG2) + Long.numberOfTrailingZeros(free);
        }
        return found;
    }

    /**
     * Takes blocks from this free one on until one is not free.
     *
     * @return how many of {@code count} were taken
     */
    long take(long from, long count) {
        long taken = 0;
        long block = from;
        long[] words = levels[0];
        while (taken < count && block < blocks) {
            int word = (int) (block >>> WORD_LOG2);
            int shift = (int) block & (Long.SIZE - 1);
            long wanted = Math.min(count - taken, Long.SIZE - shift);
            long run = Math.min(wanted, Long.numberOfTrailingZeros(words[word] >>> shift));
            if (run == 0) {
                break;
            }
            words[word] |= (run == Long.SIZE ? -1L : (1L << run) - 1) << shift;
            if (words[word] == -1L) {
                full(word);
            }
            taken += run;
            block += run;
            if (run < wanted) {
                break;
            }
        }
        return taken;
    }

    private void full(int word) {
        long bit = word;
        for (int level = 1; level < levels.length; level++) {
            int above = (int) (bit >>> WORD_LOG2);
            levels[level][above] |= 1L << bit;
            if (levels[level][above] != -1L) {
                return;
            }
            bit = above;
        }
    }
}

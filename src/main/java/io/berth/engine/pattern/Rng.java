package io.berth.engine.pattern;

/**
 * A stream of random numbers that is the same in every release: xoshiro256++ 1.0 by Blackman and
 * Vigna ("Scrambled linear pseudorandom number generators", 2021; prng.di.unimi.it), its state
 * filled by SplitMix64 (Steele, Lea, Flood, 2014). An own one because its sequence is a promise:
 * the same seed gives the same I/Os after an update of any library.
 */
final class Rng {

    private static final long GOLDEN = 0x9E3779B97F4A7C15L;
    private static final double DOUBLE_UNIT = 0x1.0p-53;

    private long s0;
    private long s1;
    private long s2;
    private long s3;

    /**
     * One of many streams of a seed.
     *
     * @param stream which; streams of a seed are independent of each other
     */
    Rng(long seed, long stream) {
        long state = mix(seed) ^ mix(GOLDEN * (stream + 1));
        state += GOLDEN;
        s0 = mix(state);
        state += GOLDEN;
        s1 = mix(state);
        state += GOLDEN;
        s2 = mix(state);
        state += GOLDEN;
        s3 = mix(state);
        if ((s0 | s1 | s2 | s3) == 0) {
            s0 = GOLDEN; // the one state that the generator never leaves
        }
    }

    /** With this state, for a check against the reference. */
    Rng(long[] state) {
        s0 = state[0];
        s1 = state[1];
        s2 = state[2];
        s3 = state[3];
    }

    /** SplitMix64's finalizer, a bijection: variant 13 of David Stafford's. */
    static long mix(long value) {
        long z = value;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    /** 64 random bits. */
    long next() {
        long result = Long.rotateLeft(s0 + s3, 23) + s0;
        long t = s1 << 17;
        s2 ^= s0;
        s3 ^= s1;
        s1 ^= s2;
        s0 ^= s3;
        s2 ^= t;
        s3 = Long.rotateLeft(s3, 45);
        return result;
    }

    /**
     * Evenly from 0 to {@code bound} − 1, by one multiplication: a value's probability is off by
     * less than {@code bound} ÷ 2^64.
     */
    long below(long bound) {
        return Math.unsignedMultiplyHigh(next(), bound);
    }

    /** Evenly from 0 (included) to 1 (excluded), in steps of 2^−53. */
    double fraction() {
        return (next() >>> 11) * DOUBLE_UNIT;
    }

    /** From the exponential distribution of mean 1, by inversion. */
    double exponential() {
        return -StrictMath.log(((next() >>> 11) + 1) * DOUBLE_UNIT);
    }
}

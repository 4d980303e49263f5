package io.berth.engine.pattern;

/**
 * A random order of the numbers from 0 to n − 1, without memory: a Feistel network over the next
 * power of two (Luby and Rackoff, 1988; unbalanced halves and cycle-walking after Black and
 * Rogaway, "Ciphers with Arbitrary Finite Domains", 2002), keyed anew by {@link #rekey}. Not
 * cryptography: its rounds are one multiplication each, enough for offsets to show no structure to
 * statistics.
 */
final class Permutation {

    /** Larger domains would overflow the sums of offsets that callers make. */
    static final long MAX_SIZE = 1L << 56;

    private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;

    private final long size;
    private final int lowBits;
    private final long lowMask;
    private final long highMask;
    private long key0;
    private long key1;
    private long key2;
    private long key3;
    private long key4;
    private long key5;
    private long counter;
    private long left;

    Permutation(long size, Rng keys) {
        if (size < 1 || size > MAX_SIZE) {
            throw new IllegalArgumentException("a permutation of " + size);
        }
        this.size = size;
        int bits = Math.max(2, Long.SIZE - Long.numberOfLeadingZeros(size - 1));
        lowBits = (bits + 1) / 2;
        lowMask = (1L << lowBits) - 1;
        highMask = (1L << (bits - lowBits)) - 1;
        rekey(keys);
    }

    /** Another order, from its start. */
    void rekey(Rng keys) {
        key0 = keys.next();
        key1 = keys.next();
        key2 = keys.next();
        key3 = keys.next();
        key4 = keys.next();
        key5 = keys.next();
        counter = 0;
        left = size;
    }

    /**
     * The next number of the order; −1 when all were given. Numbers of the power of two that lie
     * beyond n are passed over: on average less than one for each number.
     */
    long next() {
        if (left == 0) {
            return -1;
        }
        left--;
        long value;
        do {
            value = encrypt(counter++);
        } while (value >= size);
        return value;
    }

    /** The image of a number, by walking its cycle until it is below n. */
    long image(long index) {
        long value = index;
        do {
            value = encrypt(value);
        } while (value >= size);
        return value;
    }

    private long encrypt(long value) {
        long low = value & lowMask;
        long high = value >>> lowBits;
        high ^= round(low, key0) & highMask;
        low ^= round(high, key1) & lowMask;
        high ^= round(low, key2) & highMask;
        low ^= round(high, key3) & lowMask;
        high ^= round(low, key4) & highMask;
        low ^= round(high, key5) & lowMask;
        return high << lowBits | low;
    }

    /** The high half of a product depends on all bits of the half block, the low half on few. */
    private static long round(long half, long key) {
        long product = (half ^ key) * MULTIPLIER;
        return product ^ product >>> 32;
    }
}

package io.berth.engine.pattern;

import org.jspecify.annotations.Nullable;

/**
 * A random order of the numbers from 0 to n − 1: a Feistel network of four rounds (Luby and
 * Rackoff, 1988) over a rectangle of a × b numbers, the smallest near-square one that holds n, with
 * additions modulo a and b (the generalized Feistel cipher and the cycle-walking of Black and
 * Rogaway, "Ciphers with Arbitrary Finite Domains", 2002). It needs no memory, and less than one
 * number in √n is passed over. Networks over few numbers reach too few of the orders, so up to 4096
 * numbers are shuffled (Fisher and Yates). Not cryptography: enough for offsets to show no
 * structure to statistics.
 */
final class Permutation {

    /** Larger domains would overflow the sums of offsets that callers make. */
    static final long MAX_SIZE = 1L << 56;

    private static final int MAX_SHUFFLED = 4096;
    private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;

    private final long size;
    private final short @Nullable [] shuffled;

    /** The rectangle: numbers are {@code row · columns + column}. */
    private final long rows;

    private final long columns;
    private long key0;
    private long key1;
    private long key2;
    private long key3;
    private long row;
    private long column;
    private long left;

    Permutation(long size, Rng keys) {
        if (size < 1 || size > MAX_SIZE) {
            throw new IllegalArgumentException("a permutation of " + size);
        }
        this.size = size;
        shuffled = size <= MAX_SHUFFLED ? new short[(int) size] : null;
        // the root's rounding makes the rectangle no longer square, never too small
        columns = (long) Math.ceil(Math.sqrt(size));
        rows = (size + columns - 1) / columns;
        rekey(keys);
    }

    /** Another order, from its start. */
    void rekey(Rng keys) {
        key0 = keys.next();
        key1 = keys.next();
        key2 = keys.next();
        key3 = keys.next();
        if (shuffled != null) {
            shuffle(shuffled, keys);
        }
        row = 0;
        column = 0;
        left = size;
    }

    private static void shuffle(short[] numbers, Rng random) {
        for (int place = 0; place < numbers.length; place++) {
            int other = (int) random.below(place + 1L);
            numbers[place] = numbers[other];
            numbers[other] = (short) place;
        }
    }

    /** The next number of the order; −1 when all were given. */
    long next() {
        if (left == 0) {
            return -1;
        }
        left--;
        if (shuffled != null) {
            return shuffled[(int) left];
        }
        long value;
        do {
            value = encrypt(row, column);
            column++;
            if (column == columns) {
                column = 0;
                row++;
            }
        } while (value >= size);
        return value;
    }

    /** The image of a number, by walking its cycle until it is below n. */
    long image(long index) {
        if (shuffled != null) {
            return shuffled[(int) index];
        }
        long value = index;
        do {
            long high = value / columns;
            value = encrypt(high, value - high * columns);
        } while (value >= size);
        return value;
    }

    private long encrypt(long fromRow, long fromColumn) {
        long high = addModulo(fromRow, round(fromColumn, key0, rows), rows);
        long low = addModulo(fromColumn, round(high, key1, columns), columns);
        high = addModulo(high, round(low, key2, rows), rows);
        low = addModulo(low, round(high, key3, columns), columns);
        return high * columns + low;
    }

    /**
     * A function of half a number, from 0 to {@code bound} − 1. One multiplication by a constant is
     * not enough: its high bits are nearly linear in the half, and the distances of successive
     * numbers would be few. The product of the half with itself is not.
     */
    private static long round(long half, long key, long bound) {
        long sum = half + key;
        return Math.unsignedMultiplyHigh(sum * (sum | 5) * MULTIPLIER, bound);
    }

    /** Of two numbers below {@code modulus}, without a branch that cannot be foretold. */
    private static long addModulo(long a, long b, long modulus) {
        long excess = a + b - modulus;
        return excess + (modulus & excess >> 63);
    }
}

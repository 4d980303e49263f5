package io.berth.engine.option;

import org.jspecify.annotations.Nullable;

/**
 * A value for reads and one for writes.
 *
 * @param read null if it was left as it is
 * @param write null if it was left as it is
 */
record Pair<T>(@Nullable T read, @Nullable T write) {

    static <T> Pair<T> both(T value) {
        return new Pair<>(value, value);
    }

    /** This one, and what it leaves open from an earlier one. */
    Pair<T> over(Pair<T> earlier) {
        return new Pair<>(
                read == null ? earlier.read : read, write == null ? earlier.write : write);
    }
}

package io.berth.engine.pattern;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PermutationTest {

    @ParameterizedTest
    @ValueSource(
            ints = {
                1,
                2,
                3,
                4,
                5,
                7,
                1000,
                1023,
                1024,
                1025,
                4095,
                4096,
                4097,
                65_535,
                65_536,
                65_537,
                999_983,
                (1 << 20) - 1,
                1 << 20,
                (1 << 20) + 7,
                1025 * 1025,
                3_000_001
            })
    void coversEachNumberOnceInEveryPass(int size) {
        Rng keys = new Rng(size, 0);
        Permutation order = new Permutation(size, keys);
        for (int pass = 0; pass < 3; pass++) {
            BitSet seen = new BitSet(size);
            for (int i = 0; i < size; i++) {
                seen.set((int) order.next());
            }
            assertThat(seen.cardinality()).isEqualTo(size);
            assertThat(seen.length()).isEqualTo(size);
            assertThat(order.next()).isEqualTo(-1);
            order.rekey(keys);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 1000, 4097, 1_000_003})
    void mapsNumbersOneToOne(int size) {
        Permutation order = new Permutation(size, new Rng(5, 0));
        BitSet seen = new BitSet(size);
        for (int i = 0; i < size; i++) {
            seen.set((int) order.image(i));
        }
        assertThat(seen.cardinality()).isEqualTo(size);
        assertThat(seen.length()).isEqualTo(size);
    }

    @Test
    void staysWithinHugeSizes() {
        for (long size : new long[] {(1L << 40) + 7, Permutation.MAX_SIZE - 1, (1L << 50) - 3}) {
            Permutation order = new Permutation(size, new Rng(1, 0));
            for (int i = 0; i < 10_000; i++) {
                assertThat(order.next()).isBetween(0L, size - 1);
                assertThat(order.image(size - 1 - i)).isBetween(0L, size - 1);
            }
        }
    }

    /** A prototype that went sequential by mistake looked twice as fast. */
    @ParameterizedTest
    @ValueSource(
            longs = {65_537, 1 << 20, (1 << 20) + 7, 1_548_576, 16_777_259, 1 << 28, 1_000_000_007})
    void showsNoStructureFromOneNumberToTheNext(long size) {
        Permutation order = new Permutation(size, new Rng(size, 3));
        // a part of a pass only: towards its end what is left is no longer like a random draw
        long[] numbers = new long[(int) Math.min(size / 4, 400_000)];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = order.next();
        }
        Chance.assertUnordered(numbers, size);
    }

    @Test
    void noticesASequence() {
        long[] sequence = new long[100_000];
        for (int i = 0; i < sequence.length; i++) {
            sequence[i] = i;
        }
        assertThatThrownBy(() -> Chance.assertUnordered(sequence, sequence.length))
                .isInstanceOf(AssertionError.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {5, 24, 5000})
    void startsAnywhereInAnyPass(int size) {
        Rng keys = new Rng(9, size);
        Permutation order = new Permutation(size, keys);
        long[] first = new long[size];
        long[] distance = new long[size - 1];
        for (int pass = 0; pass < 20 * size; pass++) {
            long one = order.next();
            first[(int) one]++;
            distance[(int) Math.floorMod(order.next() - one, (long) size) - 1]++;
            order.rekey(keys);
        }
        Chance.assertEven(first);
        Chance.assertEven(distance);
    }

    @Test
    void passesAreUnlike() {
        Rng keys = new Rng(3, 0);
        Permutation order = new Permutation(100_003, keys);
        List<long[]> passes = new ArrayList<>();
        for (int pass = 0; pass < 4; pass++) {
            long[] numbers = new long[100_003];
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] = order.next();
            }
            for (long[] earlier : passes) {
                int equal = 0;
                for (int i = 0; i < numbers.length; i++) {
                    equal += numbers[i] == earlier[i] ? 1 : 0;
                }
                // fixed points of a random order: Poisson of mean 1
                assertThat(equal).isLessThan(10);
            }
            passes.add(numbers);
            order.rekey(keys);
        }
    }
}

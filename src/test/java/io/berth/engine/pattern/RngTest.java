package io.berth.engine.pattern;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;
import org.junit.jupiter.api.Test;

class RngTest {

    @Test
    void isXoshiro256PlusPlusOfItsAuthors() {
        long[] state = {1, -2, 3L << 40, 0x1234_5678_9ABC_DEF0L};
        Rng ours = new Rng(state);
        UniformRandomProvider reference = RandomSource.XO_SHI_RO_256_PP.create(state);
        for (int i = 0; i < 10_000; i++) {
            assertThat(ours.next()).isEqualTo(reference.nextLong());
        }
    }

    @Test
    void fillsItsStateBySplitMix64() {
        UniformRandomProvider reference = RandomSource.SPLIT_MIX_64.create(0L);
        long state = 0;
        for (int i = 0; i < 100; i++) {
            state += 0x9E3779B97F4A7C15L;
            assertThat(Rng.mix(state)).isEqualTo(reference.nextLong());
        }
    }

    @Test
    void streamsOfNeighbouringSeedsAreUnlike() {
        for (long seed = -3; seed < 3; seed++) {
            for (long stream = 0; stream < 20; stream++) {
                long[] bits = new long[64];
                Rng one = new Rng(seed, stream);
                Rng other = new Rng(seed, stream + 1);
                Rng next = new Rng(seed + 1, stream);
                int equalToOther = 0;
                int equalToNext = 0;
                for (int i = 0; i < bits.length; i++) {
                    long drawn = one.next();
                    equalToOther += 64 - Long.bitCount(drawn ^ other.next());
                    equalToNext += 64 - Long.bitCount(drawn ^ next.next());
                }
                // of 4096 bits half are equal, give or take 32
                assertThat(equalToOther).isBetween(2048 - 150, 2048 + 150);
                assertThat(equalToNext).isBetween(2048 - 150, 2048 + 150);
            }
        }
    }

    @Test
    void drawsEvenlyBelowABound() {
        for (int bound : new int[] {1, 2, 3, 100, 1000}) {
            Rng random = new Rng(7, bound);
            long[] counts = Chance.count(() -> random.below(bound), bound, 200_000);
            if (bound > 1) {
                Chance.assertEven(counts);
            }
        }
    }

    @Test
    void drawsExponentially() {
        Rng random = new Rng(11, 0);
        double[] sample = new double[20_000];
        for (int i = 0; i < sample.length; i++) {
            sample[i] = random.exponential();
        }
        Chance.assertDistribution(sample, x -> 1 - Math.exp(-x));
    }
}

package io.berth.engine.pattern;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.engine.job.EngineException;
import java.util.BitSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RandomMapTest {

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 63, 64, 65, 127, 128, 4095, 4096, 4097, 262_144, 300_001})
    void agreesWithABitSet(int blocks) {
        RandomMap map = new RandomMap(blocks);
        Rng random = new Rng(blocks, 0);
        for (int pass = 0; pass < 2; pass++) {
            BitSet taken = new BitSet(blocks);
            while (taken.cardinality() < blocks) {
                int from = (int) random.below(blocks);
                int expected = taken.nextClearBit(from);
                if (expected >= blocks) {
                    expected = taken.nextClearBit(0);
                }
                assertThat(map.nextFree(from)).isEqualTo(expected);
                int wanted = 1 + (int) random.below(200);
                int end = taken.nextSetBit(expected);
                int room = (end < 0 ? blocks : end) - expected;
                assertThat(map.take(expected, wanted)).isEqualTo(Math.min(wanted, room));
                taken.set(expected, expected + Math.min(wanted, room));
            }
            assertThat(map.nextFree(0)).isEqualTo(-1);
            assertThat(map.nextFree(blocks - 1)).isEqualTo(-1);
            map.clear();
        }
    }

    @Test
    void refusesAMapThatTheHeapDoesNotHold() {
        assertThatThrownBy(() -> new RandomMap(1L << 45))
                .isInstanceOf(EngineException.class)
                .hasMessageContaining("norandommap");
    }
}

package io.berth.engine.pattern;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.engine.job.BlockSizes;
import java.util.List;
import org.junit.jupiter.api.Test;

class LengthsTest {

    private static final long ROOM = 1L << 40;

    @Test
    void oneSizeNeedsNoDraw() {
        Lengths lengths = new Lengths(Jobs.BS_4K, new Rng(1, 0));
        assertThat(lengths.fixed()).isTrue();
        assertThat(lengths.draw(4096)).isEqualTo(4096);
        assertThat(lengths.draw(4095)).isZero();
    }

    @Test
    void splitSizesHaveTheirShares() {
        Lengths lengths = new Lengths(Jobs.split(4096, 10, 65_536, 50, 32_768, 40), new Rng(2, 0));
        long[] counts =
                Chance.count(
                        () ->
                                switch (lengths.draw(ROOM)) {
                                    case 4096 -> 0;
                                    case 65_536 -> 1;
                                    case 32_768 -> 2;
                                    default -> throw new AssertionError("a size of none");
                                },
                        3,
                        500_000);
        Chance.assertShares(new double[] {0.1, 0.5, 0.4}, counts);
    }

    @Test
    void whereSomeDoNotFitTheOthersKeepTheirProportion() {
        Lengths lengths = new Lengths(Jobs.split(4096, 10, 65_536, 50, 32_768, 40), new Rng(3, 0));
        long[] counts = Chance.count(() -> lengths.draw(40_000) == 4096 ? 0 : 1, 2, 500_000);
        Chance.assertShares(new double[] {0.2, 0.8}, counts);
        assertThat(lengths.draw(4096)).isEqualTo(4096);
        assertThat(lengths.draw(4095)).isZero();
    }

    @Test
    void sizesOfARangeAreMultiplesOfItsSmallestDrawnEvenly() {
        Lengths lengths = new Lengths(Jobs.range(4096, 40_000), new Rng(4, 0));
        Chance.assertEven(Chance.count(() -> cell(lengths.draw(ROOM)), 9, 500_000));
        Chance.assertEven(Chance.count(() -> cell(lengths.draw(5 * 4096)), 5, 500_000));
        assertThat(lengths.draw(4095)).isZero();
    }

    private static long cell(int bytes) {
        assertThat(bytes % 4096).isZero();
        return bytes / 4096 - 1L;
    }

    @Test
    void aShareOfNothingIsNeverDrawn() {
        Lengths lengths = new Lengths(Jobs.split(512, 0, 4096, 100), new Rng(5, 0));
        assertThat(lengths.fixed()).isTrue();
        assertThat(lengths.minBytes()).isEqualTo(4096);
        assertThat(lengths.draw(600)).isZero();
    }

    @Test
    void partsMayBeRanges() {
        BlockSizes sizes =
                new BlockSizes(
                        List.of(
                                new BlockSizes.Part(512, 1024, 30),
                                new BlockSizes.Part(8192, 8192, 70)));
        Lengths lengths = new Lengths(sizes, new Rng(6, 0));
        long[] counts = Chance.count(() -> Math.min(lengths.draw(ROOM) / 512, 3) - 1, 3, 200_000);
        Chance.assertShares(new double[] {0.15, 0.15, 0.7}, counts);
        assertThat(lengths.divisor(0)).isEqualTo(512);
    }
}

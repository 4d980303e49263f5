package io.berth.engine.pattern;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.berth.engine.job.BlockSizes;
import io.berth.engine.job.Distribution;
import io.berth.engine.job.Files;
import io.berth.engine.job.Rw;
import io.berth.engine.pattern.Jobs.Io;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RandomPatternTest {

    private static final int BLOCK = 4096;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 1000, 4097, 65_536, (1 << 20) + 7})
    void coversEachBlockOnceAPassAndPassesDiffer(int blocks) {
        IoPattern pattern = Jobs.of(Rw.RANDREAD).pattern((long) blocks * BLOCK);
        long[] first = Jobs.offsets(pattern, blocks + 1);
        pattern.restart();
        long[] second = Jobs.offsets(pattern, blocks + 1);
        if (blocks >= 1000) {
            assertThat(second).isNotEqualTo(first);
        }
        for (long[] pass : List.of(first, second)) {
            assertThat(LongStream.of(pass).sorted().toArray())
                    .isEqualTo(LongStream.range(0, blocks).map(b -> b * BLOCK).toArray());
        }
    }

    @Test
    void readsAndWritesShareTheBlocksOfAPass() {
        IoPattern pattern = Jobs.of(Rw.RANDRW).mix(30).pattern(5000L * BLOCK);
        long[] offsets = Jobs.offsets(pattern, 5001);
        assertThat(LongStream.of(offsets).distinct().count()).isEqualTo(5000);
    }

    @Test
    void ioSizeBeyondTheRegionBeginsAnotherOrder() {
        IoPattern pattern = Jobs.of(Rw.RANDREAD).ioSize(2500L * BLOCK).pattern(1000L * BLOCK);
        long[] offsets = Jobs.offsets(pattern, 10_000);
        assertThat(offsets).hasSize(2500);
        long[] first = Arrays.copyOf(offsets, 1000);
        long[] second = Arrays.copyOfRange(offsets, 1000, 2000);
        assertThat(LongStream.of(first).distinct().count()).isEqualTo(1000);
        assertThat(LongStream.of(second).distinct().count()).isEqualTo(1000);
        assertThat(first).isNotEqualTo(second);
    }

    @Test
    void offsetsShowNoStructure() {
        int blocks = (1 << 20) + 7;
        for (Jobs jobs : List.of(Jobs.of(Rw.RANDREAD), Jobs.of(Rw.RANDWRITE).norandommap())) {
            long[] offsets = Jobs.offsets(jobs.pattern((long) blocks * BLOCK), 250_000);
            Chance.assertUnordered(
                    Arrays.stream(offsets).map(offset -> offset / BLOCK).toArray(), blocks);
        }
    }

    @Test
    void withoutAMapBlocksAreDrawnEvenlyAndRepeat() {
        IoPattern pattern =
                Jobs.of(Rw.RANDREAD).norandommap().ioSize(1L << 40).pattern(100 * BLOCK);
        Chance.assertEven(
                Chance.count(
                        () -> pattern.next() ? pattern.offsetBytes() / BLOCK : -1, 100, 100_000));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 30, 50, 70, 99, 100})
    void rwmixreadIsTheShareOfReads(int percent) {
        for (Rw rw : List.of(Rw.READWRITE, Rw.RANDRW)) {
            IoPattern pattern = Jobs.of(rw).mix(percent).pattern(200_000L * BLOCK);
            List<Io> ios = Jobs.drain(pattern, 100_000);
            long reads = ios.stream().filter(io -> io.direction() == IoPattern.READ).count();
            double p = percent / 100.0;
            long bound = (long) Math.ceil(4 * Math.sqrt(ios.size() * p * (1 - p)));
            assertThat(reads).isCloseTo((long) (ios.size() * p), within(bound));
        }
    }

    @Test
    void aNewPlaceComesAfterSoManyInSequence() {
        IoPattern pattern = Jobs.of(Rw.RANDREAD).sequentialCount(8).pattern(1L << 32);
        List<Io> ios = Jobs.drain(pattern, 80_000);
        int onwards = 0;
        for (int i = 1; i < ios.size(); i++) {
            boolean follows = ios.get(i).offsetBytes() == ios.get(i - 1).offsetBytes() + BLOCK;
            if (i % 8 != 0) {
                onwards += follows ? 1 : 0;
            } else {
                assertThat(follows).isFalse();
            }
        }
        // but for runs that meet the end of the region
        assertThat(onwards).isBetween(69_995, 70_000);
    }

    @Test
    void sizesThatVaryCoverEachByteOnce() {
        for (BlockSizes sizes :
                List.of(
                        Jobs.split(4096, 60, 65_536, 40),
                        Jobs.range(4096, 1 << 20),
                        Jobs.split(4096, 50, 6144, 50))) {
            for (Rw rw : List.of(Rw.RANDWRITE, Rw.RANDRW)) {
                assertCoversOnce(Jobs.of(rw).bs(sizes), 3001 * BLOCK);
            }
        }
        assertCoversOnce(
                Jobs.of(Rw.RANDRW).bs(BlockSizes.of(8192), BlockSizes.of(32_768)), 5000 * 8192);
        assertCoversOnce(
                Jobs.of(Rw.RANDRW).bs(BlockSizes.of(3072), BlockSizes.of(4096)), 3072 * 1024);
    }

    private static void assertCoversOnce(Jobs jobs, int bytes) {
        IoPattern pattern = jobs.pattern(bytes);
        for (int pass = 0; pass < 2; pass++) {
            BitSet units = new BitSet();
            for (Io io : Jobs.drain(pattern, Integer.MAX_VALUE)) {
                int from = (int) (io.offsetBytes() / 512);
                int to = from + io.lengthBytes() / 512;
                assertThat(io.lengthBytes()).isPositive();
                assertThat(units.get(from, to).isEmpty()).isTrue();
                units.set(from, to);
            }
            assertThat(units.cardinality()).isEqualTo(bytes / 512);
            pattern.restart();
        }
    }

    @Test
    void splitSizesKeepTheirSharesWithoutAMap() {
        IoPattern pattern =
                Jobs.of(Rw.RANDREAD)
                        .bs(Jobs.split(4096, 60, 65_536, 40))
                        .norandommap()
                        .ioSize(1L << 50)
                        .pattern(1L << 36);
        long[] counts =
                Chance.count(
                        () -> pattern.next() && pattern.lengthBytes() == BLOCK ? 0 : 1, 2, 200_000);
        Chance.assertShares(new double[] {0.6, 0.4}, counts);
    }

    @Test
    void anAlignmentOfItsOwnGivesUpTheMapAsInFio() {
        IoPattern pattern = Jobs.of(Rw.RANDREAD).align(512).ioSize(1L << 40).pattern(100L * BLOCK);
        int places = (100 * BLOCK - BLOCK) / 512 + 1;
        Chance.assertEven(
                Chance.count(
                        () -> pattern.next() ? pattern.offsetBytes() / 512 : -1, places, 200_000));
    }

    private static long[] hits(Distribution distribution, int blocks, long seed, int draws) {
        IoPattern pattern =
                Jobs.of(Rw.RANDREAD)
                        .distribution(distribution)
                        .ioSize(1L << 50)
                        .seed(seed)
                        .pattern((long) blocks * BLOCK);
        return Chance.count(
                () -> pattern.next() ? pattern.offsetBytes() / BLOCK : -1, blocks, draws);
    }

    private static int hottest(long[] hits) {
        int hottest = 0;
        for (int block = 0; block < hits.length; block++) {
            hottest = hits[block] > hits[hottest] ? block : hottest;
        }
        return hottest;
    }

    @Test
    void zipfScattersItsHotBlocksAndReachesAll() {
        long[] hits = hits(new Distribution.Zipf(0.9), 1000, 1, 1_000_000);
        assertThat(LongStream.of(hits).min().orElseThrow()).isPositive();
        double[] probability = new double[1000];
        long[] byRank = LongStream.of(hits).sorted().toArray();
        long[] falling = new long[1000];
        double sum = 0;
        for (int k = 0; k < 1000; k++) {
            probability[k] = Math.pow(k + 1, -0.9);
            sum += probability[k];
            falling[k] = byRank[999 - k];
        }
        // sorting moves chance upwards among the many cold ones: the hottest ten stand apart
        for (int k = 0; k < 10; k++) {
            double expected = 1_000_000 * probability[k] / sum;
            assertThat((double) falling[k]).isCloseTo(expected, within(4 * Math.sqrt(expected)));
        }
        long[] tenths = new long[10];
        int[] hot =
                IntStream.range(0, 1000)
                        .boxed()
                        .sorted((a, b) -> Long.compare(hits[b], hits[a]))
                        .limit(200)
                        .mapToInt(Integer::intValue)
                        .toArray();
        for (int block : hot) {
            tenths[block / 100]++;
        }
        Chance.assertEven(tenths);
    }

    @Test
    void theHottestBlockLiesAtTheCentre() {
        for (Distribution distribution :
                List.of(new Distribution.Zipf(1.2, 0.25), new Distribution.Pareto(0.2, 0.25))) {
            assertThat(hottest(hits(distribution, 1000, 1, 50_000))).isEqualTo(250);
        }
        assertThat(hottest(hits(new Distribution.Zipf(1.2, 1), 1000, 1, 50_000))).isEqualTo(999);
        assertThat(hottest(hits(new Distribution.Zipf(1.2, 0), 1000, 1, 50_000))).isZero();
    }

    @Test
    void whatIsHotStaysHotInAllPassesAndDirectionsAndDependsOnTheSeed() {
        IoPattern pattern =
                Jobs.of(Rw.RANDRW).distribution(new Distribution.Zipf(1.5)).pattern(5000L * BLOCK);
        long[][] hits = new long[2][5000];
        int hottestOfFirst = -1;
        for (int pass = 0; pass < 2; pass++) {
            for (Io io : Jobs.drain(pattern, 5000)) {
                hits[io.direction()][(int) (io.offsetBytes() / BLOCK)]++;
            }
            if (pass == 0) {
                hottestOfFirst = hottest(hits[IoPattern.READ]);
            }
            pattern.restart();
        }
        assertThat(hottest(hits[IoPattern.READ])).isEqualTo(hottestOfFirst);
        assertThat(hottest(hits[IoPattern.WRITE])).isEqualTo(hottestOfFirst);
        assertThat(hottest(hits(new Distribution.Zipf(1.5), 5000, 43, 20_000)))
                .isNotEqualTo(hottestOfFirst);
    }

    @Test
    void filesHaveOrdersOfTheirOwn() {
        IoPattern pattern = Jobs.of(Rw.RANDREAD).pattern(6000L * BLOCK, 6000L * BLOCK);
        List<Io> ios = Jobs.drain(pattern, 20_000);
        assertThat(ios).hasSize(12_000);
        assertThat(ios.stream().distinct().count()).isEqualTo(12_000);
        int equal = 0;
        for (int i = 0; i < ios.size(); i += 2) {
            equal += ios.get(i).offsetBytes() == ios.get(i + 1).offsetBytes() ? 1 : 0;
        }
        assertThat(equal).isLessThan(10);
    }

    @Test
    void filesAtRandomAreAllCovered() {
        IoPattern pattern =
                Jobs.of(Rw.RANDREAD)
                        .service(Files.Service.RANDOM)
                        .pattern(100L * BLOCK, 300L * BLOCK, BLOCK);
        assertThat(Jobs.drain(pattern, 10_000).stream().distinct().count()).isEqualTo(401);
    }

    @Test
    void theSameSeedGivesTheSameIosAndAnotherOneOthers() {
        Jobs jobs = Jobs.of(Rw.RANDRW).bs(Jobs.split(4096, 60, 65_536, 40));
        List<Io> ios = Jobs.drain(jobs.pattern(1 << 28), 10_000);
        assertThat(Jobs.drain(jobs.pattern(1 << 28), 10_000)).isEqualTo(ios);
        assertThat(Jobs.drain(jobs.seed(43).pattern(1 << 28), 10_000)).isNotEqualTo(ios);
    }
}

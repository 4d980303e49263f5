package io.berth.engine.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.engine.job.BlockSizes;
import io.berth.engine.job.EngineException;
import io.berth.engine.job.Job;
import io.berth.engine.job.Verify.Checksum;
import io.berth.engine.target.Jobs;
import io.berth.engine.target.Region;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What is read back, against a model that keeps everything in a map. */
class ReadBackTest {

    private static final Path ONE = Path.of("/data/one");
    private static final Path TWO = Path.of("/data/two");
    private static final int BLOCK = 4096;

    private static final List<Region> REGIONS =
            List.of(
                    new Region(ONE, false, 3 * BLOCK, 100 * BLOCK),
                    new Region(TWO, false, 0, 40 * BLOCK));

    private static ReadBack readBack(BlockSizes sizes) {
        Job job = Jobs.on(ONE, TWO).bs(sizes).verify(Checksum.CRC32C).job();
        return Verifier.of(job, REGIONS, 1).readBack();
    }

    @Test
    void theLastWriteOfEachPlaceIsReadBackOnce() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 200; round++) {
            // 4, 8 and 16 KiB: reading back is done in parts of at most 16 KiB.
            ReadBack readBack =
                    readBack(
                            new BlockSizes(
                                    List.of(
                                            new BlockSizes.Part(BLOCK, BLOCK, 50),
                                            new BlockSizes.Part(4 * BLOCK, 4 * BLOCK, 50))));
            Map<Long, Integer> model = new TreeMap<>();
            for (int number = 0; number < 60; number++) {
                write(random, readBack, model, number + 65_500);
            }
            assertThat(places(readBack)).as("seed %s, round %s", seed, round).isEqualTo(model);
            assertThat(readBack.blocks()).isEqualTo(model.size());
            readBack.restart();
            assertThat(places(readBack)).as("the second time").isEqualTo(model);
        }
    }

    /** One write of 1 to 4 places; one of ten fails. */
    private static void write(
            Random random, ReadBack readBack, Map<Long, Integer> model, int number) {
        int file = random.nextInt(2);
        int blocks = 1 + random.nextInt(4);
        Region region = REGIONS.get(file);
        int places = (int) (region.lengthBytes() / BLOCK);
        long place = random.nextInt(places - blocks + 1);
        long offset = region.offsetBytes() + place * BLOCK;
        boolean fails = random.nextInt(10) == 0;
        readBack.submitted(file, offset, blocks * BLOCK, number);
        if (fails) {
            readBack.failed(file, offset, blocks * BLOCK);
        } else {
            readBack.completed(file, offset, blocks * BLOCK);
        }
        for (int i = 0; i < blocks; i++) {
            long key = ((long) file << 40) + offset + (long) i * BLOCK;
            if (fails) {
                model.remove(key);
            } else {
                model.put(key, number & 0xffff);
            }
        }
    }

    /** File and offset of each place that is read back, with its number. */
    private static Map<Long, Integer> places(ReadBack readBack) {
        Map<Long, Integer> places = new TreeMap<>();
        readBack.restart();
        while (readBack.next()) {
            assertThat(readBack.lengthBytes()).isPositive().isLessThanOrEqualTo(4 * BLOCK);
            for (int at = 0; at < readBack.lengthBytes(); at += BLOCK) {
                long offset = readBack.offsetBytes() + at;
                long key = ((long) readBack.file() << 40) + offset;
                assertThat(places.put(key, readBack.number(readBack.file(), offset)))
                        .as("read twice")
                        .isNull();
            }
        }
        return places;
    }

    @Test
    void contiguousPlacesAreReadTogetherUpToTheLargestBlock() {
        ReadBack readBack = readBack(BlockSizes.of(4 * BLOCK));
        for (int i = 0; i < 3; i++) {
            readBack.submitted(0, 3 * BLOCK + 4L * BLOCK * i, 4 * BLOCK, i);
        }
        readBack.submitted(1, 0, 4 * BLOCK, 3);
        List<List<Long>> parts = new ArrayList<>();
        readBack.restart();
        while (readBack.next()) {
            parts.add(
                    List.of(
                            (long) readBack.file(),
                            readBack.offsetBytes(),
                            (long) readBack.lengthBytes()));
        }
        assertThat(parts)
                .containsExactly(
                        List.of(0L, 12288L, 16384L),
                        List.of(0L, 28672L, 16384L),
                        List.of(0L, 45056L, 16384L),
                        List.of(1L, 0L, 16384L));
        assertThat(readBack.next()).isFalse();
    }

    /** Of two writes in flight at once nobody knows which is last: either is right. */
    @Test
    void overlappingWritesAreNotToldApart() {
        ReadBack readBack = readBack(BlockSizes.of(BLOCK));
        readBack.submitted(1, 0, BLOCK, 1);
        assertThat(readBack.number(1, 0)).isEqualTo(1);
        readBack.submitted(1, 0, BLOCK, 2);
        readBack.completed(1, 0, BLOCK);
        readBack.completed(1, 0, BLOCK);
        assertThat(readBack.number(1, 0)).isEqualTo(ReadBack.UNKNOWN);
        readBack.submitted(1, BLOCK, BLOCK, 3);
        readBack.completed(1, BLOCK, BLOCK);
        readBack.submitted(1, BLOCK, BLOCK, 4);
        assertThat(readBack.number(1, BLOCK)).isEqualTo(4);
        assertThat(readBack.blocks()).isEqualTo(2);
    }

    @Test
    void memoryIsBounded() {
        Job job = Jobs.on(ONE).verify(Checksum.CRC32C).job();
        // 256 GiB of 4 KiB: bits only, no numbers.
        List<Region> large = List.of(new Region(ONE, true, 0, 1L << 38));
        ReadBack readBack = Verifier.of(job, large, 1).readBack();
        long last = (1L << 38) - BLOCK;
        readBack.submitted(0, last, BLOCK, 5);
        assertThat(readBack.number(0, last)).isEqualTo(ReadBack.UNKNOWN);
        readBack.restart();
        assertThat(readBack.next()).isTrue();
        assertThat(readBack.offsetBytes()).isEqualTo(last);
        assertThat(readBack.next()).isFalse();

        List<Region> huge = List.of(new Region(ONE, true, 0, 1L << 43));
        assertThatThrownBy(() -> Verifier.of(job, huge, 1))
                .isInstanceOf(EngineException.class)
                .hasMessageContaining("here 4.00 TiB")
                .hasMessageContaining("do_verify=0");
    }
}

package io.berth.engine.pattern;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.engine.job.BlockSizes;
import io.berth.engine.job.Distribution;
import io.berth.engine.job.Files;
import io.berth.engine.job.Rw;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What holds for any job: a seeded generator of jobs, the seed in the message. */
class PatternPropertyTest {

    private static final int JOBS = 1500;
    private static final int SECTOR = 512;

    private final Rng random = new Rng(20_260_101, 0);

    @Test
    void iosLieWithinTheirRegionsAlignedAndEndWithTheSize() {
        for (int seed = 0; seed < JOBS; seed++) {
            check(seed);
        }
    }

    private int below(int bound) {
        return (int) random.below(bound);
    }

    private BlockSizes sizes() {
        int smallest = SECTOR * (1 + below(16));
        return switch (below(4)) {
            case 0, 1 -> BlockSizes.of(smallest);
            case 2 -> Jobs.range(smallest, smallest + SECTOR * below(100));
            default -> {
                int share = 1 + below(98);
                yield Jobs.split(smallest, share, SECTOR * (1 + below(300)), 100 - share);
            }
        };
    }

    private Distribution distribution() {
        double center = below(2) == 0 ? Double.NaN : random.fraction();
        return switch (below(8)) {
            case 0 -> new Distribution.Zipf(0.1 + 2 * random.fraction(), center);
            case 1 -> new Distribution.Pareto(0.01 + 0.9 * random.fraction(), center);
            case 2 -> new Distribution.Normal(100 * random.fraction(), center);
            default -> new Distribution.Random();
        };
    }

    private void check(int seed) {
        BlockSizes read = sizes();
        BlockSizes write = sizes();
        Rw rw = List.of(Rw.values()).get(below(6));
        Jobs jobs =
                Jobs.of(rw)
                        .mix(below(101))
                        .bs(read, write)
                        .align(below(4) == 0 ? SECTOR * (1L + below(32)) : 0)
                        .sequentialCount(rw.random() && below(3) == 0 ? 1 + below(10) : 1)
                        .step(rw.random() || below(2) == 0 ? 0 : SECTOR * (below(64) - 32L))
                        .distribution(distribution())
                        .service(List.of(Files.Service.values()).get(below(3)))
                        .seed(seed);
        if (below(3) == 0) {
            jobs.norandommap();
        }
        long largest = Math.max(read.maxBytes(), write.maxBytes());
        long[] offsets = new long[1 + below(4)];
        long[] lengths = new long[offsets.length];
        for (int file = 0; file < offsets.length; file++) {
            offsets[file] = SECTOR * (long) below(1000);
            lengths[file] = largest + SECTOR * (long) below(below(2) == 0 ? 100 : 20_000);
        }
        long total = Arrays.stream(lengths).sum();
        long ioSize = below(3) == 0 ? 1 + random.below(3 * total) : 0;
        jobs.ioSize(ioSize);
        IoPattern pattern = IoPattern.of(jobs.job(offsets.length), offsets, lengths);
        for (int pass = 0; pass < 2; pass++) {
            String place = "job of seed %d, pass %d".formatted(seed, pass);
            long given = givenInAPass(pattern, rw, List.of(read, write), offsets, lengths, place);
            if (ioSize > 0) {
                assertThat(given).as(place).isBetween(ioSize, ioSize + largest - 1);
            } else {
                assertThat(given).as(place).isBetween(1L, total + largest - 1);
            }
            pattern.restart();
        }
    }

    private static long givenInAPass(
            IoPattern pattern,
            Rw rw,
            List<BlockSizes> sizes,
            long[] offsets,
            long[] lengths,
            String place) {
        long given = 0;
        while (pattern.next()) {
            int file = pattern.file();
            int direction = pattern.direction();
            long from = pattern.offsetBytes() - offsets[file];
            int length = pattern.lengthBytes();
            boolean right =
                    from >= 0
                            && from + length <= lengths[file]
                            && length > 0
                            && length <= sizes.get(direction).maxBytes()
                            && from % SECTOR == 0
                            && length % SECTOR == 0
                            && (direction == IoPattern.READ ? rw.reads() : rw.writes());
            if (!right) {
                throw new AssertionError(
                        "%s: direction %d, file %d, %d bytes at %d of %d"
                                .formatted(place, direction, file, length, from, lengths[file]));
            }
            given += length;
        }
        assertThat(pattern.next()).as(place).isFalse();
        return given;
    }
}

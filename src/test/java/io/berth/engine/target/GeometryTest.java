package io.berth.engine.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.engine.job.Amount;
import io.berth.engine.job.BlockSizes;
import io.berth.engine.job.EngineException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** fio's arithmetic of size, offset and files. */
class GeometryTest {

    private static final Path FILE = Path.of("/data/file");
    private static final long MIB = 1 << 20;

    private static Geometry of(Jobs jobs, long presentBytes) {
        return Geometry.of(jobs.job(), 0, FILE, presentBytes);
    }

    @Test
    void withoutSizeItIsAllThatThereIsInWholeBlocks() {
        assertThat(of(Jobs.on(FILE), 10 * MIB + 5000))
                .isEqualTo(new Geometry(0, 10 * MIB + 4096, 10 * MIB + 5000));
        assertThat(of(Jobs.on(FILE).offset(new Amount.Bytes(MIB)), 10 * MIB))
                .isEqualTo(new Geometry(MIB, 9 * MIB, 10 * MIB));
    }

    @Test
    void sizeIsSharedByFilesAndTheFirstOnesTakeWhatDoesNotDivide() {
        Jobs jobs = Jobs.on(FILE, FILE, FILE).size(10 * 4096);
        long[] lengths = new long[3];
        for (int i = 0; i < 3; i++) {
            lengths[i] = Geometry.of(jobs.job(), i, FILE, 0).endBytes();
        }
        // 13653 each; 1 byte is left over, no whole block.
        assertThat(lengths).containsExactly(13653, 13653, 13653);
        Jobs small = Jobs.on(FILE, FILE, FILE).bs(BlockSizes.of(512)).size(3 * 512 * 10 + 2);
        assertThat(Geometry.of(small.job(), 0, FILE, 0).lengthBytes()).isEqualTo(5120);
        Jobs further = Jobs.on(FILE, FILE, FILE).bs(BlockSizes.of(1)).size(11);
        assertThat(Geometry.of(further.job(), 1, FILE, 0).lengthBytes()).isEqualTo(4);
        assertThat(Geometry.of(further.job(), 2, FILE, 0).lengthBytes()).isEqualTo(3);
    }

    @Test
    void percents() {
        assertThat(of(Jobs.on(FILE).sizePercent(50), 10 * MIB).lengthBytes()).isEqualTo(5 * MIB);
        // Of the whole file, but not beyond its end.
        assertThat(of(Jobs.on(FILE).sizePercent(75).offset(new Amount.Percent(50)), 10 * MIB))
                .isEqualTo(new Geometry(5 * MIB, 5 * MIB, 10 * MIB));
        // 10 % of 1 MiB is 104857.6 bytes: up to the next block.
        assertThat(of(Jobs.on(FILE).offset(new Amount.Percent(10)), MIB).offsetBytes())
                .isEqualTo(106496);
    }

    @Test
    void clonesBeginLater() {
        Jobs jobs = Jobs.on(FILE).size(MIB).offset(new Amount.Bytes(4096)).offsetIncrement(MIB);
        assertThat(of(jobs.number(3), 0))
                .isEqualTo(new Geometry(4096 + 3 * MIB, MIB, 4096 + 4 * MIB));
    }

    @Test
    void filesizeIsOfEachFile() {
        Jobs jobs = Jobs.on(FILE).fileSize(8 * MIB).size(MIB).offset(new Amount.Bytes(MIB));
        assertThat(of(jobs, 0)).isEqualTo(new Geometry(MIB, 7 * MIB, 8 * MIB));
        assertThat(of(jobs, 20 * MIB)).isEqualTo(new Geometry(MIB, 7 * MIB, 8 * MIB));
    }

    @Test
    void noOverflowWithLargeDevices() {
        long large = 1L << 60;
        assertThat(of(Jobs.on(FILE).sizePercent(99), large).lengthBytes())
                .isEqualTo(large / 100 * 99 + large % 100 * 99 / 100 & -4096);
    }

    @Test
    void whatLeavesNothingIsRefused() {
        requireRefused(Jobs.on(FILE), 0, "empty or missing", "give size");
        requireRefused(Jobs.on(FILE).sizePercent(50), 0, "empty or missing", "give size");
        requireRefused(Jobs.on(FILE).offset(new Amount.Bytes(2 * MIB)), MIB, "begins at", "offset");
        requireRefused(Jobs.on(FILE).size(4095), 0, "less than a block", "smaller bs");
    }

    private static void requireRefused(Jobs jobs, long presentBytes, String... says) {
        assertThatThrownBy(() -> of(jobs, presentBytes))
                .isInstanceOf(EngineException.class)
                .satisfies(e -> assertThat(e.getMessage()).contains(says));
    }
}

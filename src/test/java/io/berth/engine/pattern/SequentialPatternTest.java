package io.berth.engine.pattern;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.engine.job.EngineException;
import io.berth.engine.job.Files;
import io.berth.engine.job.Rw;
import io.berth.engine.pattern.Jobs.Io;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Sequential I/O, files in order, ends of passes; expected orders are those of fio 3.33. */
class SequentialPatternTest {

    private static final long K = 1024;

    private static List<Long> offsetsInKiB(List<Io> ios) {
        return ios.stream().map(io -> io.offsetBytes() / K).toList();
    }

    private static List<Integer> files(List<Io> ios) {
        return ios.stream().map(Io::file).toList();
    }

    @Test
    void readsFromStartToEndOnce() {
        IoPattern pattern = Jobs.of(Rw.READ).pattern(20 * K);
        List<Io> ios = Jobs.drain(pattern, 100);
        assertThat(offsetsInKiB(ios)).containsExactly(0L, 4L, 8L, 12L, 16L);
        assertThat(ios).allMatch(io -> io.direction() == IoPattern.READ && io.file() == 0);
        assertThat(pattern.next()).isFalse();
        pattern.restart();
        assertThat(offsetsInKiB(Jobs.drain(pattern, 100))).containsExactly(0L, 4L, 8L, 12L, 16L);
    }

    @Test
    void beginsAtTheRegionsOffset() {
        IoPattern pattern =
                IoPattern.of(Jobs.of(Rw.WRITE).job(1), new long[] {64 * K}, new long[] {8 * K});
        List<Io> ios = Jobs.drain(pattern, 100);
        assertThat(offsetsInKiB(ios)).containsExactly(64L, 68L);
        assertThat(ios).allMatch(io -> io.direction() == IoPattern.WRITE);
    }

    @Test
    void eachDirectionHasItsOwnPosition() {
        IoPattern pattern = Jobs.of(Rw.READWRITE).pattern(100 * K);
        assertThat(pattern.next(IoPattern.READ)).isTrue();
        assertThat(pattern.next(IoPattern.READ)).isTrue();
        assertThat(pattern.offsetBytes()).isEqualTo(4 * K);
        assertThat(pattern.next(IoPattern.WRITE)).isTrue();
        assertThat(pattern.offsetBytes()).isZero();
        assertThat(pattern.direction()).isEqualTo(IoPattern.WRITE);
        assertThat(pattern.next(IoPattern.READ)).isTrue();
        assertThat(pattern.offsetBytes()).isEqualTo(8 * K);
        // both directions together do the size
        assertThat(Jobs.drain(pattern, 1000)).hasSize(21);
    }

    @Test
    void stepsLeaveHolesAndWrapAtTheStart() {
        List<Io> even = Jobs.drain(Jobs.of(Rw.WRITE).step(4 * K).pattern(16 * K), 100);
        assertThat(offsetsInKiB(even)).containsExactly(0L, 8L, 0L, 8L);
        List<Io> odd = Jobs.drain(Jobs.of(Rw.WRITE).step(4 * K).pattern(20 * K), 100);
        assertThat(offsetsInKiB(odd)).containsExactly(0L, 8L, 16L);
    }

    @Test
    void negativeStepsGoBackwardsFromTheEnd() {
        List<Io> ios = Jobs.drain(Jobs.of(Rw.READ).step(-8 * K).pattern(32 * K), 100);
        assertThat(offsetsInKiB(ios)).containsExactly(0L, 24L, 20L, 16L, 12L, 8L, 4L, 0L);
    }

    @Test
    void ioSizeEndsEarlierOrGoesAroundAgain() {
        assertThat(offsetsInKiB(Jobs.drain(Jobs.of(Rw.READ).ioSize(8 * K).pattern(20 * K), 100)))
                .containsExactly(0L, 4L);
        assertThat(offsetsInKiB(Jobs.drain(Jobs.of(Rw.READ).ioSize(24 * K).pattern(12 * K), 100)))
                .containsExactly(0L, 4L, 8L, 0L, 4L, 8L);
    }

    @Test
    void whatDoesNotFillABlockIsLeft() {
        assertThat(offsetsInKiB(Jobs.drain(Jobs.of(Rw.READ).pattern(10 * K), 100)))
                .containsExactly(0L, 4L);
    }

    @Test
    void sizesThatVaryFollowOneAnotherToTheEnd() {
        IoPattern pattern = Jobs.of(Rw.READ).bs(Jobs.range(512, 8192)).pattern(100_352);
        long end = 0;
        for (Io io : Jobs.drain(pattern, 10_000)) {
            assertThat(io.offsetBytes()).isEqualTo(end);
            end += io.lengthBytes();
        }
        assertThat(end).isEqualTo(100_352);
    }

    @Test
    void filesTakeTurns() {
        IoPattern pattern = Jobs.of(Rw.READ).pattern(12 * K, 4 * K, 8 * K);
        List<Io> ios = Jobs.drain(pattern, 100);
        assertThat(files(ios)).containsExactly(0, 1, 2, 0, 2, 0);
        assertThat(offsetsInKiB(ios)).containsExactly(0L, 0L, 0L, 4L, 4L, 8L);
    }

    @Test
    void filesInSequenceAreFinishedOneByOne() {
        IoPattern pattern =
                Jobs.of(Rw.READ).service(Files.Service.SEQUENTIAL).pattern(8 * K, 4 * K, 8 * K);
        assertThat(files(Jobs.drain(pattern, 100))).containsExactly(0, 0, 1, 2, 2);
        pattern.restart();
        assertThat(files(Jobs.drain(pattern, 100))).containsExactly(0, 0, 1, 2, 2);
    }

    @Test
    void filesInSequenceAreFinishedOneByOneInBothDirectionsAndWithRepeats() {
        for (IoPattern pattern :
                List.of(
                        Jobs.of(Rw.READWRITE)
                                .service(Files.Service.SEQUENTIAL)
                                .pattern(8 * K, 12 * K),
                        Jobs.of(Rw.RANDREAD)
                                .norandommap()
                                .service(Files.Service.SEQUENTIAL)
                                .pattern(8 * K, 12 * K))) {
            assertThat(files(Jobs.drain(pattern, 100))).containsExactly(0, 0, 1, 1, 1);
        }
    }

    @Test
    void filesAtRandomAreServedEvenly() {
        IoPattern pattern =
                Jobs.of(Rw.READ)
                        .service(Files.Service.RANDOM)
                        .pattern(1 << 28, 1 << 28, 1 << 28, 1 << 28);
        long[] counts = Chance.count(() -> pattern.next() ? pattern.file() : -1, 4, 100_000);
        Chance.assertEven(counts);
    }

    @Test
    void aRegionWithoutRoomForABlockIsRefused() {
        assertThatThrownBy(() -> Jobs.of(Rw.READ).pattern(8192, 4095))
                .isInstanceOf(EngineException.class)
                .hasMessageContaining("file 2 of 2")
                .hasMessageContaining("4095")
                .hasMessageContaining("smaller bs");
    }
}

package io.berth.engine.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.engine.job.Buffers;
import io.berth.engine.job.EngineException;
import io.berth.engine.job.IoEngine;
import io.berth.engine.job.Rw;
import io.berth.engine.job.Timing;
import io.berth.engine.job.Verify;
import io.berth.engine.loop.JobBuilder.Heard;
import io.berth.engine.result.JobResult;
import io.berth.engine.result.OpFigures;
import io.berth.engine.result.VerifyFigures;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What every engine owes, on a small file; io_uring may be its fallback on a host without. */
@Timeout(120)
class StagesTest {
    private static final long SIZE = 1 << 20;
    private static final int BLOCKS = 256;

    @TempDir Path directory;

    @ParameterizedTest
    @EnumSource(IoEngine.class)
    void sizeIsReadOnceAndCounted(IoEngine engine) throws Exception {
        JobResult result = new JobBuilder(file(SIZE), SIZE).engine(engine).depth(8).run();
        assertThat(result.failure()).isNull();
        OpFigures reads = JobBuilder.figures(result, "read");
        assertThat(reads.ios()).isEqualTo(BLOCKS);
        assertThat(reads.bytes()).isEqualTo(SIZE);
        assertThat(reads.lat().getTotalCount()).isEqualTo(BLOCKS);
        assertThat(reads.clat().getTotalCount()).isEqualTo(BLOCKS);
        assertThat(reads.response()).isNull();
        assertThat(Arrays.stream(reads.secondIos()).sum()).isEqualTo(BLOCKS);
        assertThat(Arrays.stream(result.depthIos()).sum()).isEqualTo(BLOCKS);
        assertThat(result.runtimeNs()).isPositive();
        assertThat(Math.abs(result.startUnixNs() / 1_000_000 - System.currentTimeMillis()))
                .isLessThan(60_000);
        boolean apart = result.effective().ioengine() == IoEngine.IO_URING;
        assertThat(result.effective().combinedEnter()).isNotEqualTo(apart);
        assertThat(reads.slat().getTotalCount()).isEqualTo(apart ? BLOCKS : 0);
    }

    @ParameterizedTest
    @EnumSource(IoEngine.class)
    void writesReachTheFileAndNoTwoBlocksAreAlike(IoEngine engine) throws Exception {
        Path path = file(SIZE);
        JobResult result =
                new JobBuilder(path, SIZE)
                        .engine(engine)
                        .rw(Rw.RANDWRITE)
                        .depth(4)
                        .sync(64, 0, true)
                        .run();
        assertThat(result.failure()).isNull();
        byte[] bytes = Files.readAllBytes(path);
        assertThat(bytes).hasSize((int) SIZE);
        long different =
                IntStream.range(0, BLOCKS)
                        .mapToObj(
                                i ->
                                        Arrays.hashCode(
                                                Arrays.copyOfRange(
                                                        bytes, i * 4096, i * 4096 + 4096)))
                        .distinct()
                        .count();
        assertThat(different).isEqualTo(BLOCKS);
        assertThat(JobBuilder.figures(result, "sync").ios())
                .as("one after every 64 writes, one at the end")
                .isEqualTo(BLOCKS / 64 + 1);
    }

    @Test
    void zeroBuffersWriteZeros() throws Exception {
        Path path = file(SIZE);
        JobBuilder job = new JobBuilder(path, SIZE).rw(Rw.WRITE);
        job.buffers = new Buffers(Buffers.Content.ZERO, 0);
        job.run();
        assertThat(Files.readAllBytes(path)).containsOnly(0);
    }

    @ParameterizedTest
    @EnumSource(IoEngine.class)
    void aFileThatEndsTooSoonIsAnErrorThatSaysSo(IoEngine engine) throws Exception {
        JobResult result = new JobBuilder(file(SIZE / 2 + 100), SIZE).engine(engine).depth(4).run();
        assertThat(result.errors()).hasSize(1);
        assertThat(result.errors().getFirst().errno()).isEqualTo("EOF");
        assertThat(result.failure()).startsWith("read at ").contains("EOF (the file ends here");
    }

    @Test
    void aShortReadIsCountedAndItsRestAskedFor() throws Exception {
        JobBuilder job = new JobBuilder(file(SIZE + 100), SIZE + 4096).rw(Rw.READ);
        JobResult result = job.run();
        assertThat(JobBuilder.figures(result, "read").shortIos()).isEqualTo(1);
        assertThat(JobBuilder.figures(result, "read").ios()).isEqualTo(BLOCKS);
        assertThat(result.errors().getFirst().firstOffsetBytes()).isEqualTo(SIZE + 100);
    }

    @ParameterizedTest
    @EnumSource(IoEngine.class)
    void nothingIsAllocatedInTheMeasuredTime(IoEngine engine) throws Exception {
        JobResult result =
                new JobBuilder(file(SIZE), SIZE)
                        .engine(engine)
                        .rw(Rw.RANDRW)
                        .depth(8)
                        .forTime(Duration.ofMillis(300), Duration.ofMillis(500))
                        .run();
        long ios = result.ops().stream().mapToLong(OpFigures::ios).sum();
        assertThat(ios).isGreaterThan(1000);
        assertThat(result.failure()).isNull();
        // Java's own calls allocate a little until they are compiled; one object an I/O would show.
        assertThat(result.allocatedBytes()).isLessThan(4096);
        assertThat((double) result.allocatedBytes() / ios).isLessThan(0.1);
    }

    @Test
    void aRateHasAResponseFromTheIntendedStart() throws Exception {
        JobResult result =
                new JobBuilder(file(SIZE), SIZE)
                        .engine(IoEngine.IO_URING)
                        .depth(4)
                        .iops(1000, 0)
                        .forTime(Duration.ZERO, Duration.ofMillis(500))
                        .run();
        OpFigures reads = JobBuilder.figures(result, "read");
        assertThat(reads.ios()).isBetween(1L, 501L);
        assertThat(responses(reads).getTotalCount()).isBetween(490L, 501L);
        assertThat(responses(reads).getMinValue())
                .as("later than its latency: it begins no sooner than it is due")
                .isGreaterThanOrEqualTo(reads.lat().getMinValue());
    }

    @Test
    void anOverloadTellsInItsResponsesAndOffersAsMuchAsItShould() throws Exception {
        JobResult result =
                new JobBuilder(file(SIZE), SIZE)
                        .iops(50_000_000, 0)
                        .forTime(Duration.ZERO, Duration.ofMillis(200))
                        .run();
        OpFigures reads = JobBuilder.figures(result, "read");
        assertThat(responses(reads).getTotalCount())
                .as("also what was due and never begun")
                .isBetween(9_900_000L, 10_100_000L);
        assertThat(responses(reads).getValueAtPercentile(50))
                .isGreaterThan(50 * reads.lat().getValueAtPercentile(50));
    }

    @Test
    void stagesFollowEachOtherAndJobsOfOneBeginTogether() throws Exception {
        Path path = file(SIZE);
        JobBuilder first = new JobBuilder(path, SIZE);
        JobBuilder second = new JobBuilder(path, SIZE);
        JobBuilder third = new JobBuilder(path, SIZE);
        second.number = 1;
        third.stage = 1;
        List<JobResult> results = JobBuilder.run(new Heard(), first, second, third);
        JobResult a = results.get(0);
        JobResult b = results.get(1);
        JobResult c = results.get(2);
        assertThat(Math.abs(a.startUnixNs() - b.startUnixNs()))
                .as("the wall clock's milliseconds")
                .isLessThan(5_000_000);
        assertThat(c.startUnixNs()).isGreaterThan(a.startUnixNs() + a.runtimeNs());
    }

    @ParameterizedTest
    @EnumSource(IoEngine.class)
    void writtenBlocksAreReadBackAndABadOneIsFound(IoEngine engine) throws Exception {
        Path path = file(SIZE);
        JobBuilder job = new JobBuilder(path, SIZE).engine(engine).rw(Rw.RANDWRITE).depth(4);
        job.verify = new Verify(Verify.Checksum.CRC32C, false, true, false, 0);
        VerifyFigures good = verified(job.run());
        assertThat(good.blocks()).isEqualTo(BLOCKS);
        assertThat(good.bad()).isZero();
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            file.seek(7 * 4096 + 2000);
            file.write(file.read() ^ 1);
        }
        job.rw(Rw.READ);
        JobResult checked = job.run();
        assertThat(verified(checked).bad()).isEqualTo(1);
        assertThat(verified(checked).firstBad().getFirst()).contains("offset " + 7 * 4096);
        assertThat(checked.failure()).isEqualTo("1 of 256 verified blocks are bad");
    }

    @Test
    void moreInFlightThanASynchronousEngineHasIsToldOf() throws Exception {
        Heard heard = new Heard();
        JobBuilder job = new JobBuilder(file(SIZE), SIZE).engine(IoEngine.PSYNC).depth(32);
        JobResult result = JobBuilder.run(heard, job).getFirst();
        assertThat(result.effective().fallbacks())
                .containsExactly(
                        "iodepth 32 → 1: psync is synchronous; use numjobs for more in flight");
        assertThat(heard.notices).hasSize(1);
        assertThat(heard.phases).containsExactly("warming up", "measuring");
    }

    @Test
    void aMissingFileIsAnErrorBeforeAnythingIsDone() {
        JobBuilder job = new JobBuilder(directory.resolve("missing"), SIZE);
        assertThatThrownBy(job::run)
                .isInstanceOf(EngineException.class)
                .hasMessageContaining("ENOENT");
    }

    @Test
    void anInterruptEndsTheJobs() throws Exception {
        JobBuilder job =
                new JobBuilder(file(SIZE), SIZE).forTime(Duration.ZERO, Duration.ofMinutes(10));
        Thread caller = Thread.currentThread();
        Thread interrupter =
                Thread.ofPlatform()
                        .start(
                                () -> {
                                    LockSupport.parkNanos(2_000_000_000L);
                                    caller.interrupt();
                                });
        assertThatThrownBy(job::run).isInstanceOf(InterruptedException.class);
        interrupter.join(10_000);
        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(t -> t.getName().startsWith("berth-test"));
    }

    @Test
    void aJobWithoutTimeEndsInItsRampWithAnEmptyWindow() throws Exception {
        JobBuilder job = new JobBuilder(file(SIZE), SIZE);
        job.timing =
                new Timing(Duration.ofHours(1), Duration.ofHours(1), false, Duration.ZERO, 1, 0);
        JobResult result = job.run();
        assertThat(JobBuilder.figures(result, "read").ios()).isZero();
    }

    private static Histogram responses(OpFigures figures) {
        return Objects.requireNonNull(figures.response(), "no responses");
    }

    private static VerifyFigures verified(JobResult result) {
        return Objects.requireNonNull(result.verify(), "nothing was verified");
    }

    private Path file(long bytes) throws IOException {
        Path path = directory.resolve("file");
        Files.write(path, new byte[(int) bytes]);
        return path;
    }
}

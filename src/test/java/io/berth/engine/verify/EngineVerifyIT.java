package io.berth.engine.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.engine.Engine;
import io.berth.engine.job.IoEngine;
import io.berth.engine.job.Job;
import io.berth.engine.job.Queue;
import io.berth.engine.job.Rw;
import io.berth.engine.job.Timing;
import io.berth.engine.job.Verify;
import io.berth.engine.job.Verify.Checksum;
import io.berth.engine.result.JobResult;
import io.berth.engine.result.Progress;
import io.berth.engine.result.VerifyFigures;
import io.berth.engine.target.Jobs;
import io.berth.host.Commands;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The whole engine: what it writes verifies, and a corrupted block is found and named. */
class EngineVerifyIT {

    private static final int BLOCK = 4096;
    private static final int SIZE = 4 << 20;
    private static final int BLOCKS = SIZE / BLOCK;

    @TempDir Path temporary;

    private Path file;

    @BeforeEach
    void resolve() throws Exception {
        file = temporary.toRealPath().resolve("verified.dat");
    }

    private Jobs jobs(IoEngine engine) {
        return Jobs.on(file)
                .rw(Rw.RANDWRITE)
                .size(SIZE)
                .verify(Checksum.CRC32C)
                .queue(Queue.of(engine, engine == IoEngine.IO_URING ? 8 : 1, false));
    }

    private static JobResult run(Job job) throws InterruptedException {
        return Engine.run(List.of(job), Set.of(), new Progress() {}).getFirst();
    }

    private static VerifyFigures figures(JobResult result) {
        return Objects.requireNonNull(result.verify(), "a job with verify has figures of it");
    }

    @ParameterizedTest
    @EnumSource
    void aCorruptedBlockIsFound(IoEngine engine) throws Exception {
        JobResult wrote = run(jobs(engine).job());
        assertThat(wrote.failure()).isNull();
        assertThat(figures(wrote)).isEqualTo(new VerifyFigures(BLOCKS, 0, List.of()));

        Verify only = new Verify(Checksum.CRC32C, true, true, false, 0);
        assertThat(figures(run(jobs(engine).verify(only).job())))
                .isEqualTo(new VerifyFigures(BLOCKS, 0, List.of()));

        flip(100 * BLOCK + 2000);
        for (Job look :
                List.of(
                        jobs(engine).verify(only).job(),
                        jobs(engine).rw(Rw.RANDREAD).job(),
                        jobs(engine).rw(Rw.READ).job())) {
            JobResult found = run(look);
            assertThat(found.failure()).isEqualTo("1 of " + BLOCKS + " verified blocks are bad");
            assertThat(figures(found).firstBad())
                    .singleElement()
                    .asString()
                    .startsWith(file + " at offset " + 100 * BLOCK + ": crc32c of the data is ");
        }
        Job fatal =
                jobs(engine)
                        .rw(Rw.READ)
                        .verify(new Verify(Checksum.CRC32C, false, true, true, 0))
                        .job();
        assertThat(figures(run(fatal)).blocks()).isBetween(101L, 109L);
    }

    @Test
    void fioAcceptsWhatTheEngineWrote() throws Exception {
        run(jobs(IoEngine.IO_URING).job());
        Commands.Output fio =
                Commands.run(
                        Duration.ofSeconds(60),
                        List.of(
                                "fio",
                                "--name=it",
                                "--filename=" + file,
                                "--rw=read",
                                "--bs=4k",
                                "--size=" + SIZE,
                                "--verify=crc32c",
                                "--verify_state_save=0"));
        assertThat(fio.exit()).as("%s", fio).isZero();
        assertThat(fio.stderr()).doesNotContain("verify");
    }

    /** The last of several writes of a block counts; the job ends by the clock, in the middle. */
    @Test
    void timeBasedOverwritesVerify() throws Exception {
        Job job =
                jobs(IoEngine.IO_URING)
                        .timing(Timing.of(Duration.ZERO, Duration.ofSeconds(1)))
                        .job();
        JobResult result = run(job);
        assertThat(result.failure()).as("%s", result.verify()).isNull();
        assertThat(figures(result).blocks()).isPositive();
        assertThat(figures(result).bad()).isZero();
        assertThat(result.ops().getFirst().ios()).isGreaterThan(figures(result).blocks() / 2);
    }

    private void flip(long offset) throws Exception {
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer one = ByteBuffer.allocate(1);
            channel.read(one, offset);
            channel.write(one.put(0, (byte) (one.get(0) ^ 1)).clear(), offset);
        }
    }
}

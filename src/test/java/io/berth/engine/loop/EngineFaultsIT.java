package io.berth.engine.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.engine.job.IoEngine;
import io.berth.engine.job.Rw;
import io.berth.engine.loop.JobBuilder.Heard;
import io.berth.engine.result.IoError;
import io.berth.engine.result.JobResult;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The engines on files that fail, and on a host that denies what they would like. Needs root. */
@Timeout(120)
class EngineFaultsIT {
    private static final long SIZE = 4 << 20;

    @TempDir Path directory;

    private final List<String[]> undo = new ArrayList<>();

    @AfterEach
    void undo() throws Exception {
        for (String[] command : undo.reversed()) {
            run(command);
        }
    }

    @ParameterizedTest
    @EnumSource(IoEngine.class)
    void aFullFilesystemIsNamed(IoEngine engine) throws Exception {
        Path mount = Files.createDirectory(directory.resolve("small"));
        run("mount", "-t", "tmpfs", "-o", "size=1m", "berth-faults", mount.toString());
        undo.add(new String[] {"umount", mount.toString()});
        Path file = sparse(mount.resolve("file"));
        JobResult result = new JobBuilder(file, SIZE).engine(engine).rw(Rw.WRITE).depth(8).run();
        IoError error = result.errors().getFirst();
        assertThat(error.op()).isEqualTo("write");
        assertThat(error.errno()).isEqualTo("ENOSPC");
        assertThat(error.firstOffsetBytes()).isBetween(1L << 19, 1L << 20);
        assertThat(result.failure())
                .startsWith("write at " + error.firstOffsetBytes() + " of " + file)
                .endsWith("ENOSPC (No space left on device)");
        assertThat(result.effective().ioengine()).isEqualTo(engine);
    }

    @ParameterizedTest
    @EnumSource(IoEngine.class)
    void anIoErrorIsNamed(IoEngine engine) throws Exception {
        Path backing = sparse(directory.resolve("backing"));
        String device = run("losetup", "--find", "--show", backing.toString()).strip();
        undo.add(new String[] {"losetup", "--detach", device});
        try (RandomAccessFile file = new RandomAccessFile(backing.toFile(), "rw")) {
            file.setLength(SIZE / 2);
        }
        JobResult result =
                new JobBuilder(Path.of(device), SIZE)
                        .engine(engine)
                        .rw(Rw.READ)
                        .depth(4)
                        .direct()
                        .run();
        IoError error = result.errors().getFirst();
        assertThat(error.op()).isEqualTo("read");
        assertThat(error.errno()).isEqualTo("EIO");
        assertThat(error.firstOffsetBytes()).isEqualTo(SIZE / 2);
        assertThat(error.file()).isEqualTo(device);
        assertThat(result.effective().direct()).isTrue();
    }

    @Test
    void buffersThatMayNotBeLockedAreNotFixedAndThatIsTold() throws Exception {
        Path file = sparse(directory.resolve("file"));
        String told =
                run(
                        "setpriv",
                        "--bounding-set",
                        "-ipc_lock",
                        "prlimit",
                        "--memlock=65536:65536",
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Child.class.getName(),
                        file.toString());
        assertThat(told)
                .contains("fixed false")
                .contains(
                        "buffers are not fixed: ENOMEM (RLIMIT_MEMLOCK is too small; try 'ulimit"
                                + " -l unlimited')")
                .contains("failure null");
    }

    /** Reads a file through io_uring and says how. */
    static final class Child {
        private Child() {}

        public static void main(String[] arguments) throws InterruptedException {
            JobBuilder job =
                    new JobBuilder(Path.of(arguments[0]), SIZE).engine(IoEngine.IO_URING).depth(64);
            JobResult result = job.run();
            System.out.println("fixed " + result.effective().fixedBuffers());
            System.out.println(result.effective().fallbacks());
            System.out.println("failure " + result.failure());
        }
    }

    @Test
    void withoutARingThereIsPsyncAndTheReason() throws Exception {
        Heard heard = new Heard();
        JobBuilder job =
                new JobBuilder(sparse(directory.resolve("file")), SIZE)
                        .engine(IoEngine.IO_URING)
                        .depth(40_000);
        JobResult result = JobBuilder.run(heard, job).getFirst();
        assertThat(result.effective().ioengine()).isEqualTo(IoEngine.PSYNC);
        assertThat(result.effective().ringFlags()).isEmpty();
        assertThat(heard.notices)
                .anyMatch(n -> n.contains("io_uring → psync: io_uring_setup of 65536 entries"))
                .anyMatch(n -> n.contains("iodepth 40000 → 1"));
        assertThat(result.failure()).isNull();
    }

    @Test
    void pollingWithoutPollQueuesStepsDownToInterrupts() throws Exception {
        JobBuilder job =
                new JobBuilder(sparse(directory.resolve("file")), SIZE)
                        .engine(IoEngine.IO_URING)
                        .depth(4);
        // Buffered I/O cannot be polled on any device.
        job.polled = true;
        JobResult result = job.run();
        assertThat(result.failure()).isNull();
        assertThat(result.effective().ringFlags()).doesNotContain("IOPOLL");
        assertThat(result.effective().fallbacks())
                .anyMatch(f -> f.startsWith("hipri → interrupts: a polled read gave E"));
    }

    @Test
    void aSubmissionThreadDoesTheSameWork() throws Exception {
        JobBuilder job =
                new JobBuilder(sparse(directory.resolve("file")), SIZE)
                        .engine(IoEngine.IO_URING)
                        .depth(16);
        job.submissionThread = true;
        JobResult result = job.run();
        assertThat(result.failure()).isNull();
        assertThat(result.effective().ringFlags()).contains("SQPOLL", "SINGLE_ISSUER");
        assertThat(JobBuilder.figures(result, "read").ios()).isEqualTo(SIZE / 4096);
    }

    @Test
    void batchesAndTheLowMarkAreKept() throws Exception {
        JobBuilder job =
                new JobBuilder(sparse(directory.resolve("file")), SIZE)
                        .engine(IoEngine.IO_URING)
                        .depth(32)
                        .batches(8, 8, 8);
        JobResult batched = job.run();
        assertThat(batched.effective().ioengine()).isEqualTo(IoEngine.IO_URING);
        assertThat(batched.submitCalls()[2]).as("8 at a time").isEqualTo(SIZE / 4096 / 8);
        job.batches(32, 1, 32);
        job.low = 1;
        JobResult drained = job.run();
        assertThat(drained.submitCalls()[4])
                .as("32 after each emptying to 1, of which one remains")
                .isPositive();
        assertThat(JobBuilder.figures(drained, "read").ios()).isEqualTo(SIZE / 4096);
    }

    @Test
    void directIoDemandsItsAlignment() throws Exception {
        Path file = sparse(directory.resolve("file"));
        JobBuilder job = new JobBuilder(file, SIZE).engine(IoEngine.IO_URING).direct();
        JobResult result = job.run();
        assertThat(result.effective().alignBytes())
                .as("does the filesystem of %s tell its alignment (Linux 6.1, not tmpfs)?", file)
                .isPositive();
        job.bs = 100;
        assertThatThrownBy(job::run).hasMessageContaining("bs=100 is no multiple of ");
    }

    @Test
    void theRampIsNotMeasured() throws Exception {
        JobResult result =
                new JobBuilder(sparse(directory.resolve("file")), SIZE)
                        .engine(IoEngine.IO_URING)
                        .depth(8)
                        .forTime(Duration.ofMillis(300), Duration.ofMillis(400))
                        .run();
        assertThat(result.runtimeNs()).isBetween(400_000_000L, TimeUnit.SECONDS.toNanos(10));
        assertThat(result.allocatedBytes()).isLessThan(4096);
        assertThat(result.collections()).isZero();
    }

    private static Path sparse(Path path) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            file.setLength(SIZE);
        }
        return path;
    }

    private static String run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError(String.join(" ", command) + " did not end in 60 s");
        }
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.exitValue())
                .as(
                        "%s said: %s (run this test as root, with util-linux installed)",
                        String.join(" ", command), output)
                .isZero();
        return output;
    }
}

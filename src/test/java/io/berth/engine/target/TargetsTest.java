package io.berth.engine.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.berth.engine.job.Amount;
import io.berth.engine.job.Buffers;
import io.berth.engine.job.EngineException;
import io.berth.engine.job.Files.Allocation;
import io.berth.engine.job.Job;
import io.berth.engine.job.Rw;
import io.berth.engine.job.Verify;
import io.berth.engine.job.Verify.Checksum;
import io.berth.engine.result.Progress;
import io.berth.host.Commands;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Files: laid out as fio does, nothing truncated, nothing written when anything is refused. */
class TargetsTest {

    private static final int MIB = 1 << 20;
    private static final Duration LIMIT = Duration.ofSeconds(20);

    @TempDir Path temporary;

    private Path directory;
    private final List<String> phases = new ArrayList<>();
    private final List<String> notices = new ArrayList<>();

    private final Progress progress =
            new Progress() {
                @Override
                public void phase(String phase) {
                    phases.add(phase);
                }

                @Override
                public void notice(String notice) {
                    notices.add(notice);
                }
            };

    @BeforeEach
    void resolve() throws IOException {
        directory = temporary.toRealPath();
    }

    private List<List<Region>> prepare(Job... jobs) throws InterruptedException {
        try (Prepared prepared = Targets.prepare(List.of(jobs), Set.of(), progress)) {
            return prepared.regions();
        }
    }

    private Path some(String name, int bytes) throws IOException {
        byte[] content = new byte[bytes];
        new Random(bytes).nextBytes(content);
        return Files.write(directory.resolve(name), content);
    }

    @Test
    void aMissingFileOfAReadingJobIsFilledWithWhatDoesNotCompress() throws Exception {
        Path file = directory.resolve("a/b/new.dat");
        Job job = Jobs.on(file).rw(Rw.RANDREAD).size(3 * MIB + 100).job();
        assertThat(prepare(job)).containsExactly(List.of(new Region(file, false, 0, 3 * MIB)));
        assertThat(Files.size(file)).isEqualTo(3 * MIB + 100);
        assertThat(deflated(Files.readAllBytes(file))).isGreaterThan(3 * MIB);
        assertThat(phases).containsExactly("laying out 1 file, 3.00 MiB");
        assertThat(notices).isEmpty();
    }

    @Test
    void compressibleAndZeroBuffersFillFilesAlike() throws Exception {
        Path half = directory.resolve("half.dat");
        Buffers compressible = new Buffers(Buffers.Content.REFILLED, 50);
        prepare(Jobs.on(half).rw(Rw.READ).size(MIB).buffers(compressible).job());
        assertThat(deflated(Files.readAllBytes(half))).isBetween(MIB / 2, MIB * 11 / 20);
        Path zero = directory.resolve("zero.dat");
        Buffers zeroes = new Buffers(Buffers.Content.ZERO, 0);
        prepare(Jobs.on(zero).rw(Rw.READ).size(MIB).buffers(zeroes).job());
        assertThat(Files.readAllBytes(zero)).isEqualTo(new byte[MIB]);
    }

    @ParameterizedTest
    @EnumSource
    void aNewFileOfAWritingJobGetsItsBlocksAsAsked(Allocation allocation) throws Exception {
        Path file = directory.resolve("new.dat");
        prepare(Jobs.on(file).size(MIB).allocation(allocation).job());
        long allocated =
                512
                        * Long.parseLong(
                                Commands.runChecked(LIMIT, "stat", "-c", "%b", file.toString())
                                        .stdout()
                                        .strip());
        switch (allocation) {
            case NONE -> assertThat(file).isEmptyFile();
            case TRUNCATE -> {
                assertThat(Files.size(file)).isEqualTo(MIB);
                assertThat(allocated).isZero();
            }
            case KEEP -> {
                assertThat(file).isEmptyFile();
                assertThat(allocated).isGreaterThanOrEqualTo(MIB);
            }
            case NATIVE, POSIX -> {
                assertThat(Files.size(file)).isEqualTo(MIB);
                assertThat(allocated).isGreaterThanOrEqualTo(MIB);
                assertThat(Files.readAllBytes(file)).isEqualTo(new byte[MIB]);
            }
        }
        assertThat(phases).isEmpty();
    }

    @Test
    void overwriteFillsFirst() throws Exception {
        Path file = directory.resolve("new.dat");
        prepare(Jobs.on(file).size(MIB).overwrite().job());
        assertThat(deflated(Files.readAllBytes(file))).isGreaterThan(MIB);
    }

    @Test
    void aLongerFileStaysAsItIsAndAShorterOneKeepsWhatItHolds() throws Exception {
        Path longer = some("longer.dat", 2 * MIB);
        byte[] before = Files.readAllBytes(longer);
        for (Rw rw : Rw.values()) {
            prepare(Jobs.on(longer).rw(rw).size(MIB).overwrite().job());
        }
        assertThat(Files.readAllBytes(longer)).isEqualTo(before);

        Path shorter = some("shorter.dat", 100_001);
        byte[] start = Files.readAllBytes(shorter);
        Object inode = Files.getAttribute(shorter, "unix:ino");
        prepare(Jobs.on(shorter).rw(Rw.RANDRW).size(MIB).job());
        byte[] after = Files.readAllBytes(shorter);
        assertThat(after).hasSize(MIB);
        assertThat(Arrays.copyOf(after, start.length)).isEqualTo(start);
        assertThat(Files.getAttribute(shorter, "unix:ino")).isEqualTo(inode);
        assertThat(notices)
                .containsExactly(
                        shorter + " is lengthened from 97.7 KiB to 1.00 MiB; what it holds stays");
    }

    @Test
    void clonesOfAFileLayItOutOnce() throws Exception {
        Path file = directory.resolve("shared.dat");
        Job[] clones = new Job[4];
        for (int i = 0; i < clones.length; i++) {
            clones[i] = Jobs.on(file).rw(Rw.READ).size(MIB).offsetIncrement(MIB).number(i).job();
        }
        List<List<Region>> regions = prepare(clones);
        assertThat(regions.get(3)).containsExactly(new Region(file, false, 3 * MIB, MIB));
        assertThat(Files.size(file)).isEqualTo(4 * MIB);
        assertThat(deflated(Files.readAllBytes(file))).isGreaterThan(4 * MIB);
        Path same = directory.resolve("same.dat");
        Job one = Jobs.on(same).rw(Rw.READ).size(MIB).job();
        phases.clear();
        prepare(one, one, one);
        assertThat(phases).containsExactly("laying out 1 file, 1.00 MiB");
    }

    @Test
    void aLaterJobSeesTheFileOfAnEarlierOne() throws Exception {
        Path file = directory.resolve("first.dat");
        Job first = Jobs.on(file).rw(Rw.READ).size(MIB).job();
        Job second = Jobs.on(file).rw(Rw.READ).sizePercent(50).stage(1).job();
        assertThat(prepare(first, second).get(1))
                .containsExactly(new Region(file, false, 0, MIB / 2));
    }

    @Test
    void symbolicLinksAreResolved() throws Exception {
        Path file = some("real.dat", MIB);
        Path link = Files.createSymbolicLink(directory.resolve("link"), file);
        assertThat(prepare(Jobs.on(link).rw(Rw.READ).job()).getFirst())
                .containsExactly(new Region(file, false, 0, MIB));
    }

    @Test
    void whatIsNoFileOrDeviceIsRefused() throws Exception {
        requireRefused(Jobs.on(directory).job(), "is a directory", "filename=");
        requireRefused(Jobs.on(Path.of("/dev/null")).job(), "is a character device");
        Path pipe = directory.resolve("pipe");
        Commands.runChecked(LIMIT, "mkfifo", pipe.toString());
        requireRefused(Jobs.on(pipe).size(MIB).job(), "is a named pipe");
        Path dangling = directory.resolve("dangling");
        Files.createSymbolicLink(dangling, directory.resolve("nothing"));
        requireRefused(Jobs.on(dangling).size(MIB).job(), "is a symbolic link to nothing");
        requireRefused(
                Jobs.on(Path.of("/dev/nvme99n1")).size(MIB).job(),
                "there is no device /dev/nvme99n1");
        requireRefused(
                Jobs.on(Path.of("/proc/sys/vm/drop_caches")).size(MIB).job(),
                "belongs to the kernel's /proc");
        requireRefused(
                Jobs.on(some("file", 1).resolve("below")).size(MIB).job(), "is no directory");
    }

    @Test
    void whatAJobMayNotDoIsRefused() throws Exception {
        Path missing = directory.resolve("missing.dat");
        requireRefused(
                Jobs.on(missing).size(MIB).create(false).job(),
                "does not exist",
                "allow_file_create=1");
        requireRefused(Jobs.on(missing).rw(Rw.READ).size(MIB).readOnly().job(), "--readonly");
        requireRefused(Jobs.on(some("old", MIB)).readOnly().job(), "rw=write writes");
        requireRefused(
                Jobs.on(missing).rw(Rw.READ).verify(Checksum.CRC32C).size(MIB).job(),
                "write it first with the same verify");
        requireRefused(
                Jobs.on(missing)
                        .verify(new Verify(Checksum.CRC32C, true, true, false, 0))
                        .size(MIB)
                        .job(),
                "write it first with the same verify");
        // verify_only writes nothing.
        prepare(
                Jobs.on(some("done", MIB))
                        .verify(new Verify(Checksum.CRC32C, true, true, false, 0))
                        .readOnly()
                        .job());
    }

    @Test
    void aJobMayCheckWhatOneOfAnEarlierStageWrites() throws Exception {
        Path file = directory.resolve("later.dat");
        Job writes =
                Jobs.on(file).size(MIB).allocation(Allocation.NONE).verify(Checksum.CRC32C).job();
        Job checks = Jobs.on(file).rw(Rw.READ).size(MIB).verify(Checksum.CRC32C).stage(1).job();
        assertThat(prepare(writes, checks)).hasSize(2);
        assertThat(file).isEmptyFile();
    }

    @Test
    void anImageOfSomebodyIsWrittenOnlyWhenItIsNamed() throws Exception {
        Path image = some("image.qcow2", MIB);
        Files.write(image, new byte[] {'Q', 'F', 'I', (byte) 0xfb}, StandardOpenOption.WRITE);
        requireRefused(Jobs.on(image).job(), "carries a qcow2 image", "--allow-overwrite=" + image);
        Targets.prepare(List.of(Jobs.on(image).job()), Set.of(image.toString()), progress).close();
        // Reading does no harm.
        prepare(Jobs.on(image).rw(Rw.READ).job());
    }

    @Test
    void holesInAFileThatIsReadAreToldOf() throws Exception {
        Path holed = LoopDevice.sparse(directory.resolve("holed.dat"), MIB);
        prepare(Jobs.on(holed).job());
        assertThat(notices).isEmpty();
        prepare(Jobs.on(holed).rw(Rw.READ).job());
        assertThat(notices).singleElement().asString().startsWith(holed + " has holes");
    }

    @Test
    void verifyingJobsThatWriteTheSamePartAtOnceAreRefused() throws Exception {
        Path file = some("both.dat", 4 * MIB);
        Jobs jobs = Jobs.on(file).size(MIB).offsetIncrement(MIB).verify(Checksum.CRC32C);
        Job[] apart = {jobs.number(0).job(), jobs.number(1).job()};
        prepare(apart);
        Job same = Jobs.on(file).size(MIB).offset(new Amount.Bytes(MIB / 2)).job();
        requireRefused(List.of(apart[0], same), "writes a part of " + file, "offset_increment");
        prepare(apart[0], Jobs.on(file).size(MIB).stage(1).verify(Checksum.CRC32C).job());
        // Without a checksum everybody may write everywhere.
        prepare(same, same);
    }

    @Test
    void storedResultsOfARunAreNeverWritten() throws Exception {
        Path run = Files.createDirectory(directory.resolve("run"));
        Files.createFile(run.resolve("plan.json"));
        Files.createFile(run.resolve("journal.jsonl"));
        Path raw =
                Files.write(
                        Files.createDirectories(run.resolve("cases/b01")).resolve("fio.json"),
                        new byte[8192]);
        requireRefused(Jobs.on(raw).job(), "belongs to the stored results of the run " + run);
        requireRefused(Jobs.on(raw).rw(Rw.READ).size(MIB).job(), "stored results");
    }

    @Test
    void aFileThatAnotherProcessHasLockedIsRefused() throws Exception {
        Path file = some("locked.dat", MIB);
        Process holder = Locker.start(file);
        try {
            assertThat(holder.inputReader().readLine()).isEqualTo("locked");
            requireRefused(Jobs.on(file).job(), "is locked by another process");
        } finally {
            holder.destroyForcibly().waitFor();
        }
        prepare(Jobs.on(file).job());
    }

    @Test
    void roomIsLookedForBeforeAnythingIsWritten() {
        Path small = directory.resolve("small.dat");
        Path large = directory.resolve("large.dat");
        Throwable refusal =
                catchThrowable(
                        () ->
                                prepare(
                                        Jobs.on(small).rw(Rw.READ).size(MIB).job(),
                                        Jobs.on(large).rw(Rw.READ).size(1L << 55).job()));
        assertThat(refusal)
                .isInstanceOf(EngineException.class)
                .hasMessageContaining("the files need 32.0 PiB")
                .hasMessageContaining("smaller size");
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void whenOneJobIsRefusedNoFileIsMade() throws Exception {
        Path wanted = directory.resolve("below/wanted.dat");
        requireRefused(
                List.of(
                        Jobs.on(wanted).rw(Rw.READ).size(MIB).job(),
                        Jobs.on(directory).size(MIB).job()),
                "is a directory");
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void whatWasBegunIsRemovedWhenItIsInterrupted() throws Exception {
        Path kept = some("kept.dat", MIB);
        Path wanted = directory.resolve("below/wanted.dat");
        Job job = Jobs.on(wanted).rw(Rw.READ).size(8 * MIB).job();
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> prepare(job)).isInstanceOf(InterruptedException.class);
        assertThat(Thread.interrupted()).isFalse();
        try (Stream<Path> left = Files.list(directory)) {
            assertThat(left).containsExactly(kept);
        }
    }

    private void requireRefused(Job job, String... says) throws IOException {
        requireRefused(List.of(job), says);
    }

    /** Says all of this, and leaves every file as it was. */
    private void requireRefused(List<Job> jobs, String... says) throws IOException {
        List<String> before = contents();
        Throwable refusal = catchThrowable(() -> Targets.prepare(jobs, Set.of(), progress).close());
        assertThat(refusal).isInstanceOf(EngineException.class);
        assertThat(refusal.getMessage()).contains(says);
        assertThat(contents()).isEqualTo(before);
    }

    private List<String> contents() throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            List<String> contents = new ArrayList<>();
            for (Path file : files.sorted().toList()) {
                contents.add(file + (Files.isRegularFile(file) ? " " + LoopDevice.hash(file) : ""));
            }
            return contents;
        }
    }

    private static int deflated(byte[] bytes) {
        Deflater deflater = new Deflater(Deflater.BEST_SPEED);
        deflater.setInput(bytes);
        deflater.finish();
        int length = deflater.deflate(new byte[2 * bytes.length]);
        deflater.end();
        return length;
    }
}

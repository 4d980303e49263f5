package io.berth.run;

import static io.berth.run.OperationPlans.SIZE;
import static io.berth.run.OperationPlans.chain;
import static io.berth.run.OperationPlans.convert;
import static io.berth.run.OperationPlans.disk;
import static io.berth.run.OperationPlans.of;
import static io.berth.run.OperationPlans.plain;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.berth.host.Commands;
import io.berth.plan.DiskConfig;
import io.berth.plan.OperationCase;
import io.berth.plan.OperationConfig;
import io.berth.profile.CacheMode;
import io.berth.profile.Contents;
import io.berth.profile.Encryption;
import io.berth.profile.Format;
import io.berth.profile.OperationKind;
import io.berth.profile.Preallocation;
import io.berth.results.ImageFile;
import io.berth.results.Notice;
import io.berth.results.OperationResult;
import io.berth.results.OperationResult.Extent;
import io.berth.results.RunData;
import io.berth.results.Status;
import io.berth.units.ByteSize;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Every operation on small images, with real tools. */
@Timeout(180)
class OperationsIT {

    private static final long MIB = 1 << 20;
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @TempDir(factory = WorkDirectory.class)
    Path directory;

    private final List<OperationCase> operations = new ArrayList<>();

    private void add(String id, OperationConfig operation, DiskConfig disk) {
        operations.add(of(id, operation, directory.resolve("disk"), disk));
    }

    private RunData run(int failed) throws Exception {
        OperationRun run =
                new OperationRun(
                        directory.resolve("results"),
                        OperationPlans.plan(1, operations.toArray(OperationCase[]::new)));
        Runner.Outcome outcome = run.run();
        RunData data = run.read();
        assertThat(outcome).isEqualTo(new Runner.Outcome(failed, 0));
        assertThat(run.events.ended).isEqualTo(data.operations());
        assertThat(directory.resolve("disk")).isEmptyDirectory();
        return data;
    }

    private static OperationResult result(RunData run, String id) {
        return run.operation(id, 1).orElseThrow();
    }

    private static Extent after(RunData run, String id) {
        return requireNonNull(result(run, id).after());
    }

    private static void isMeasured(OperationResult result) {
        assertThat(result.status())
                .as(() -> result.caseId() + ": " + result.reason())
                .isEqualTo(Status.COMPLETED);
        assertThat(requireNonNull(result.wallMs())).isPositive();
        assertThat(requireNonNull(result.userMs()) + requireNonNull(result.systemMs()))
                .isNotNegative()
                .isLessThan(2 * requireNonNull(result.wallMs()) + 50);
        assertThat(requireNonNull(result.syncMs())).isNotNegative();
        assertThat(result.commands()).isNotEmpty();
        assertThat(result.before()).isNotNull();
        assertThat(requireNonNull(result.after()).files()).isNotEmpty();
    }

    @Test
    void copiesAndConversionsAreMeasuredAndHoldTheSameData() throws Exception {
        DiskConfig raw = disk(Format.RAW, Preallocation.FULL, Contents.WRITTEN);
        DiskConfig sparse = disk(Format.RAW, Preallocation.OFF, Contents.FRESH);
        add("create-qcow2", plain(OperationKind.CREATE), qcow2(Contents.WRITTEN));
        add("create-raw", plain(OperationKind.CREATE), raw);
        add("to-qcow2", convert(Format.QCOW2), raw);
        add(
                "to-qcow2-c",
                new OperationConfig(
                        OperationKind.CONVERT, Format.QCOW2, true, CacheMode.NONE, true, 4, null),
                raw);
        add(
                "to-vmdk-c",
                new OperationConfig(
                        OperationKind.CONVERT, Format.VMDK, true, null, false, null, null),
                raw);
        for (Format to :
                List.of(
                        Format.QCOW,
                        Format.QED,
                        Format.VDI,
                        Format.VPC,
                        Format.VHDX,
                        Format.PARALLELS)) {
            add("to-" + to.word(), convert(to), raw);
        }
        add("copy-sparse", plain(OperationKind.COPY_SPARSE), sparse);
        add("copy-full", plain(OperationKind.COPY_FULL), sparse);
        add("archive", plain(OperationKind.ARCHIVE), raw);

        RunData run = run(0);

        assertThat(run.operations()).hasSize(14).allSatisfy(OperationsIT::isMeasured);
        assertThat(after(run, "create-qcow2").allocatedBytes()).isLessThan(MIB);
        assertThat(after(run, "create-raw").allocatedBytes()).isGreaterThanOrEqualTo(SIZE.bytes());
        assertThat(requireNonNull(result(run, "create-raw").deviceWriteBytes()))
                .isGreaterThanOrEqualTo(SIZE.bytes());
        assertThat(requireNonNull(result(run, "to-qcow2").deviceReadBytes()))
                .isGreaterThanOrEqualTo(SIZE.bytes() / 10 * 9);
        assertThat(after(run, "to-qcow2").virtualBytes()).isEqualTo(SIZE.bytes());
        assertThat(result(run, "to-qcow2-c").commands().getFirst())
                .containsSequence("-c", "-t", "none", "-W", "-m", "4", "-O", "qcow2");
        assertThat(result(run, "to-qcow2-c").notices())
                .anySatisfy(notice -> assertThat(notice.code()).isEqualTo("incompressible"));
        assertThat(after(run, "copy-sparse").allocatedBytes()).isLessThan(MIB);
        assertThat(after(run, "copy-full").allocatedBytes()).isGreaterThanOrEqualTo(SIZE.bytes());
        assertThat(after(run, "archive").virtualBytes()).isNull();
        Path said = run.directory().caseDirectory("archive", 1).resolve("operation.txt");
        assertThat(said).content().contains("tar --create --gzip", "[timed:", "tar --compare");
    }

    @Test
    void onAFileSystemThatIsFullItFailsAndRemovesWhatItMade() throws Exception {
        Path small = Files.createDirectory(directory.resolve("disk"));
        Commands.runChecked(
                LIMIT, "mount", "-t", "tmpfs", "-o", "size=48m", "berth-it", small.toString());
        try {
            DiskConfig raw = disk(Format.RAW, Preallocation.FULL, Contents.FRESH);
            add("copy", plain(OperationKind.COPY_FULL), raw);
            add("check", plain(OperationKind.CHECK), qcow2(Contents.FRESH));

            RunData run = run(1);

            assertThat(result(run, "copy").reason())
                    .contains("cp --sparse=never", "No space left on device", "free space");
            isMeasured(result(run, "check"));
            assertThat(result(run, "check").deviceReadBytes()).isNull();
            assertThat(result(run, "check").notices())
                    .extracting(Notice::code)
                    .contains("source_in_ram", "no_device");
        } finally {
            Commands.runChecked(LIMIT, "umount", small.toString());
        }
    }

    @Test
    void whatChangesAnImageLeavesItAsAskedAndTheNextBeginsAnew() throws Exception {
        DiskConfig qcow2 = qcow2(Contents.WRITTEN);
        ByteSize larger = ByteSize.mebibytes(48);
        add("grow", OperationPlans.resize(larger), qcow2);
        add(
                "grow-luks",
                OperationPlans.resize(larger),
                disk(Format.RAW, Preallocation.OFF, Contents.FRESH));
        add("shrink", OperationPlans.resize(ByteSize.mebibytes(16)), qcow2(Contents.FRESH));
        add("snapshot", plain(OperationKind.SNAPSHOT_CREATE), qcow2);
        add("apply", plain(OperationKind.SNAPSHOT_APPLY), qcow2);
        add("delete", plain(OperationKind.SNAPSHOT_DELETE), qcow2);
        add("check", plain(OperationKind.CHECK), qcow2);

        RunData run = run(0);

        assertThat(run.operations()).hasSize(7).allSatisfy(OperationsIT::isMeasured);
        assertThat(after(run, "grow").virtualBytes()).isEqualTo(larger.bytes());
        assertThat(after(run, "shrink").virtualBytes()).isEqualTo(16 * MIB);
        assertThat(run.operations())
                .filteredOn(o -> !o.caseId().equals("shrink"))
                .allSatisfy(
                        o ->
                                assertThat(requireNonNull(o.before()).virtualBytes())
                                        .isEqualTo(SIZE.bytes()));
        // A quarter was written anew after the snapshot, and the old blocks are kept by it.
        assertThat(requireNonNull(result(run, "delete").before()).allocatedBytes())
                .isGreaterThanOrEqualTo(SIZE.bytes() / 4 * 5);
    }

    @Test
    void overlaysAreCommittedIntoTheirBaseAndChainsAreCopiedWhole() throws Exception {
        add("commit", plain(OperationKind.COMMIT), chain(1, Format.RAW, Encryption.NONE));
        add("commit-2", plain(OperationKind.COMMIT), chain(2, Format.QCOW2, Encryption.NONE));
        add(
                "commit-vmdk",
                plain(OperationKind.COMMIT),
                chain(Format.VMDK, 1, Format.VMDK, Encryption.NONE));
        add("create", plain(OperationKind.CREATE), chain(2, Format.QCOW2, Encryption.NONE));
        add("copy", plain(OperationKind.COPY_SPARSE), chain(2, Format.QCOW2, Encryption.NONE));
        add("flat", convert(Format.RAW), chain(2, Format.QCOW2, Encryption.NONE));

        RunData run = run(0);

        assertThat(run.operations()).hasSize(6).allSatisfy(OperationsIT::isMeasured);
        assertThat(result(run, "commit-2").commands().getFirst()).contains("-b");
        // The base of a raw chain had half of the data, and has all of it now.
        assertThat(role(requireNonNull(result(run, "commit").before()), "backing 1"))
                .isLessThan(SIZE.bytes() / 4 * 3);
        assertThat(role(after(run, "commit"), "backing 1")).isGreaterThanOrEqualTo(SIZE.bytes());
        assertThat(requireNonNull(result(run, "commit").deviceWriteBytes()))
                .isGreaterThanOrEqualTo(SIZE.bytes() / 2);
        assertThat(result(run, "create").commands()).hasSize(1);
        assertThat(after(run, "copy").files()).hasSize(3);
        assertThat(after(run, "flat").allocatedBytes()).isGreaterThanOrEqualTo(SIZE.bytes());
    }

    @Test
    void encryptedImagesAreOperatedOnWithoutTheirSecretOnACommandLine() throws Exception {
        DiskConfig locked = chain(0, Format.RAW, Encryption.LUKS);
        add("create", plain(OperationKind.CREATE), locked);
        add("convert", convert(Format.RAW), locked);
        add("apply", plain(OperationKind.SNAPSHOT_APPLY), locked);

        RunData run = run(0);

        assertThat(run.operations()).hasSize(3).allSatisfy(OperationsIT::isMeasured);
        assertThat(result(run, "create").notices())
                .extracting(Notice::code)
                .contains("key_derivation");
        assertThat(result(run, "convert").commands().getFirst())
                .anyMatch(word -> word.startsWith("secret,id=berth-secret,file="));
    }

    private static long role(Extent extent, String role) {
        return extent.files().stream()
                .filter(file -> file.role().equals(role))
                .mapToLong(ImageFile::allocatedBytes)
                .sum();
    }

    @Test
    void anOperationThatFailsSaysWhyAndTheOthersGoOn() throws Exception {
        add("no-backing", plain(OperationKind.COMMIT), qcow2(Contents.FRESH));
        add(
                "no-check",
                plain(OperationKind.CHECK),
                disk(Format.RAW, Preallocation.OFF, Contents.FRESH));
        add("check", plain(OperationKind.CHECK), qcow2(Contents.FRESH));

        RunData run = run(2);

        assertThat(result(run, "no-backing").reason()).contains("nothing to commit to", "backing");
        assertThat(result(run, "no-check").reason())
                .contains("ended with exit code 63", "does not support checks");
        assertThat(result(run, "no-check").wallMs()).isNull();
        isMeasured(result(run, "check"));
        assertThat(run.failed()).isEqualTo(2);
        assertThat(Files.readString(run.directory().journalFile()))
                .contains("does not support checks");
    }

    private static DiskConfig qcow2(Contents contents) {
        return disk(Format.QCOW2, Preallocation.OFF, contents);
    }
}

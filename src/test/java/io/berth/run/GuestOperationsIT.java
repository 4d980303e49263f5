package io.berth.run;

import static io.berth.run.OperationPlans.disk;
import static io.berth.run.OperationPlans.of;
import static io.berth.run.OperationPlans.plain;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.berth.plan.Attachment;
import io.berth.plan.DiskConfig;
import io.berth.plan.GuestConfig;
import io.berth.plan.OperationCase;
import io.berth.profile.Aio;
import io.berth.profile.Bus;
import io.berth.profile.CacheMode;
import io.berth.profile.Contents;
import io.berth.profile.Format;
import io.berth.profile.Machine;
import io.berth.profile.OperationKind;
import io.berth.profile.Preallocation;
import io.berth.results.Notice;
import io.berth.results.OperationResult;
import io.berth.results.RunData;
import io.berth.results.Status;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Save, restore and checkpoint of real guests. */
@Timeout(300)
class GuestOperationsIT {

    private static final long MIB = 1 << 20;

    @TempDir(factory = WorkDirectory.class)
    Path directory;

    @Test
    void aGuestIsSavedRestoredAndPutBackToACheckpoint() throws Exception {
        Path storage = directory.resolve("disk");
        DiskConfig qcow2 = disk(Format.QCOW2, Preallocation.OFF, Contents.FRESH);
        DiskConfig ide =
                new DiskConfig(
                        qcow2.image(),
                        Attachment.of(CacheMode.WRITEBACK, Aio.THREADS, Bus.IDE, false));
        OperationRun run =
                new OperationRun(
                        directory.resolve("results"),
                        OperationPlans.plan(
                                1,
                                onIde(of("save", plain(OperationKind.SAVE), storage, ide)),
                                of("restore", plain(OperationKind.RESTORE), storage, qcow2),
                                of("checkpoint", plain(OperationKind.CHECKPOINT), storage, qcow2)));

        Runner.Outcome outcome = run.run();

        RunData data = run.read();
        assertThat(data.operations()).hasSize(3).allSatisfy(GuestOperationsIT::isMeasured);
        assertThat(outcome).isEqualTo(new Runner.Outcome(0, 0));
        OperationResult save = data.operation("save", 1).orElseThrow();
        // A guest that has just booted uses more than a tenth of its memory.
        assertThat(requireNonNull(save.after()).allocatedBytes()).isGreaterThan(20 * MIB);
        assertThat(requireNonNull(save.after()).virtualBytes()).isNull();
        assertThat(save.commands().toString()).contains("stop", "exec:cat >", "max-bandwidth");
        OperationResult restore = data.operation("restore", 1).orElseThrow();
        assertThat(restore.commands().getFirst()).contains("-incoming", "defer");
        OperationResult checkpoint = data.operation("checkpoint", 1).orElseThrow();
        assertThat(requireNonNull(checkpoint.after()).allocatedBytes())
                .isGreaterThan(requireNonNull(checkpoint.before()).allocatedBytes() + 20 * MIB);
        assertThat(checkpoint.notices()).extracting(Notice::code).contains("snapshot_load");
        assertThat(BerthProcess.qemusUnder(directory)).isEmpty();
        assertThat(storage).isEmptyDirectory();
    }

    /** IDE disks cannot be plugged in: this guest boots with it, on machine type pc. */
    private static OperationCase onIde(OperationCase operation) {
        GuestConfig guest = operation.guest();
        return new OperationCase(
                operation.id(),
                operation.operation(),
                operation.storage(),
                operation.disk(),
                new GuestConfig(guest.vcpus(), guest.memory(), guest.accelerator(), Machine.PC),
                operation.factors());
    }

    private static void isMeasured(OperationResult result) {
        assertThat(result.status())
                .as(() -> result.caseId() + ": " + result.reason())
                .isEqualTo(Status.COMPLETED);
        assertThat(requireNonNull(result.wallMs())).isPositive();
        assertThat(requireNonNull(result.userMs()) + requireNonNull(result.systemMs()))
                .isPositive();
        assertThat(result.notices()).extracting(Notice::code).contains("emulated_cpu");
    }
}

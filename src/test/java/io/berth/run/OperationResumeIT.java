package io.berth.run;

import static io.berth.run.OperationPlans.convert;
import static io.berth.run.OperationPlans.disk;
import static io.berth.run.OperationPlans.of;
import static io.berth.run.OperationPlans.plain;
import static org.assertj.core.api.Assertions.assertThat;

import io.berth.plan.DiskConfig;
import io.berth.plan.OperationCase;
import io.berth.plan.Plan;
import io.berth.profile.Contents;
import io.berth.profile.Format;
import io.berth.profile.OperationKind;
import io.berth.profile.Preallocation;
import io.berth.results.JournalEntry;
import io.berth.results.OperationResult;
import io.berth.results.RunData;
import io.berth.results.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Runs with operations that are killed or interrupted, as a user starts and ends them. */
@Timeout(300)
class OperationResumeIT {

    private static final Duration LIMIT = Duration.ofMinutes(2);

    @TempDir(factory = WorkDirectory.class)
    Path directory;

    /** A check takes a moment; the conversion some seconds, for the sake of its key. */
    private OperationRun planned() {
        Path storage = directory.resolve("disk");
        DiskConfig qcow2 = disk(Format.QCOW2, Preallocation.OFF, Contents.FRESH);
        OperationCase check = of("check", plain(OperationKind.CHECK), storage, qcow2);
        OperationCase slow = of("slow", convert(Format.LUKS), storage, qcow2);
        OperationCase last = of("last", plain(OperationKind.CHECK), storage, qcow2);
        Plan plan = OperationPlans.plan(1, check, slow, last);
        return new OperationRun(directory.resolve("results"), plan);
    }

    @Test
    void killedInAnOperationItIsResumedWithEachOnceAndNothingWorksOnMeanwhile() throws Exception {
        OperationRun run = planned();
        try (BerthProcess berth = resume()) {
            berth.awaitThat("the conversion", LIMIT, () -> converting());
            berth.signal("KILL");
            berth.await(LIMIT);
        }
        awaitNoConversion();
        RunData killed = run.read();
        assertThat(killed.operations()).extracting(OperationResult::caseId).contains("check");
        assertThat(killed.pending()).extracting(RunData.CaseBlock::caseId).contains("slow", "last");

        try (BerthProcess berth = resume()) {
            assertThat(berth.await(LIMIT)).as(berth::output).isZero();
            assertThat(berth.output())
                    .contains("resumed: 1 of 3 done", "[2/3] slow b01", "[3/3] last b01");
        }

        RunData data = run.read();
        assertThat(data.pending()).isEmpty();
        assertThat(data.operations())
                .hasSize(3)
                .containsAll(killed.operations())
                .allSatisfy(o -> assertThat(o.status()).isEqualTo(Status.COMPLETED));
        assertThat(data.journal())
                .filteredOn(e -> e.event() == JournalEntry.Event.CASE_ENDED)
                .hasSize(3);
        assertThat(run.directory.path().resolve("cases/slow/b01.attempt-1")).isDirectory();
        assertThat(directory.resolve("disk")).isEmptyDirectory();
    }

    @Test
    void interruptedItEndsSoonAndLeavesWhatItHas() throws Exception {
        OperationRun run = planned();
        try (BerthProcess berth = resume()) {
            berth.awaitThat("the conversion", LIMIT, () -> converting());
            berth.signal("INT");
            assertThat(berth.await(Duration.ofSeconds(20))).as(berth::output).isEqualTo(130);
        }
        assertThat(converting()).isFalse();
        RunData data = run.read();
        assertThat(data.state()).isEqualTo(RunData.State.INTERRUPTED);
        assertThat(data.operations()).extracting(OperationResult::caseId).containsExactly("check");
        assertThat(directory.resolve("disk")).isEmptyDirectory();
    }

    /** Whether a qemu-img works in the directory of this test. */
    private boolean converting() {
        String own = directory.toString();
        return ProcessHandle.allProcesses()
                .map(ProcessHandle::pid)
                .map(OperationResumeIT::commandLine)
                .anyMatch(line -> line.startsWith("qemu-img convert") && line.contains(own));
    }

    private static String commandLine(long pid) {
        try {
            return Files.readString(Path.of("/proc/" + pid + "/cmdline")).replace('\0', ' ');
        } catch (IOException e) {
            // It has ended meanwhile.
            return "";
        }
    }

    private void awaitNoConversion() throws InterruptedException {
        for (int i = 0; i < 40 && converting(); i++) {
            Thread.sleep(50);
        }
        assertThat(converting()).isFalse();
    }

    private BerthProcess resume() {
        List<String> arguments = List.of("run", "--resume", "r1", "--beside-tenants");
        return BerthProcess.start(directory, arguments.toArray(String[]::new));
    }
}

package io.berth.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.berth.results.CaseResult;
import io.berth.results.EffectiveDisk;
import io.berth.results.Notice;
import io.berth.results.OpResult;
import io.berth.results.RunData;
import io.berth.results.RunDirectory;
import io.berth.results.RunReader;
import io.berth.results.Status;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What berth says of disks whose truth is known beforehand. */
class GroundTruthIT {

    private static final Duration RUN = Duration.ofMinutes(5);

    @TempDir(factory = WorkDirectory.class)
    Path directory;

    /** A disk of 1,000 reads a second carries 1,000, however many guests share it. */
    @Test
    void aDiskOfKnownCapacityIsMeasuredAsThat() throws Exception {
        Path profile =
                SmallProfile.write(
                        directory,
                        "format: raw, cache: none, contents: written",
                        "[1, 2]",
                        "rw: randread, bs: 4k, iodepth: 8",
                        "ramp_time: 2s, runtime: 6s, blocks: 1, seed: 11");
        try (ThrottledDisk disk = new ThrottledDisk(directory, 1000);
                BerthProcess berth =
                        BerthProcess.start(
                                directory,
                                disk.wrapper(),
                                "run",
                                profile.toString(),
                                "--run-id",
                                "r1",
                                "--beside-tenants")) {
            assertThat(berth.await(RUN)).as(berth::output).isZero();
        }
        assertThat(read().results())
                .hasSize(2)
                .allSatisfy(
                        result ->
                                assertThat(iops(result, "read"))
                                        .as("%s guests", result.guests().size())
                                        .isCloseTo(1000, within(30.0)));
    }

    /** Each cache mode shows in the fd, in QEMU and in the guest as qemu-options.hx defines it. */
    @Test
    void everyCacheModeIsReadBack() throws Exception {
        Path profile =
                SmallProfile.write(
                        directory,
                        "cache: [none, writeback, writethrough, directsync, unsafe]",
                        "[1]",
                        "rw: randwrite, bs: 4k, iodepth: 1, fdatasync: 4",
                        "ramp_time: 0s, runtime: 1s, blocks: 1, seed: 11");
        try (BerthProcess berth =
                BerthProcess.start(
                        directory,
                        "run",
                        profile.toString(),
                        "--run-id",
                        "r1",
                        "--beside-tenants")) {
            assertThat(berth.await(RUN)).as(berth::output).isZero();
        }
        RunData run = read();
        assertThat(run.results()).hasSize(5);
        for (CaseResult result : run.results()) {
            String cache = run.plan().find(result.caseId()).disk().cache().word();
            EffectiveDisk disk = result.effective().getFirst();
            boolean direct = cache.equals("none") || cache.equals("directsync");
            boolean through = cache.equals("writethrough") || cache.equals("directsync");
            assertThat(disk.oDirect()).as(cache).isEqualTo(direct);
            assertThat(disk.qmpDirect()).as(cache).isEqualTo(direct);
            assertThat(disk.qmpNoFlush()).as(cache).isEqualTo(cache.equals("unsafe"));
            assertThat(disk.qmpWriteback()).as(cache).isEqualTo(!through);
            assertThat(disk.guestWriteCache())
                    .as(cache)
                    .isEqualTo(through ? "write through" : "write back");
        }
        assertThat(Files.readString(run.directory().reportFile()))
                .contains("O_DIRECT")
                .contains("write through")
                .contains("no-flush");
    }

    /** Reads of blocks never written cost nothing, and are labelled as no storage figure. */
    @Test
    void readsOfAFreshImageAreLabelledAsWhatTheyAre() throws Exception {
        Path profile =
                SmallProfile.write(
                        directory,
                        "cache: none, contents: fresh",
                        "[1]",
                        "rw: randread, bs: 4k, iodepth: 4",
                        "ramp_time: 0s, runtime: 2s, blocks: 1, seed: 11");
        try (BerthProcess berth =
                BerthProcess.start(
                        directory,
                        "run",
                        profile.toString(),
                        "--run-id",
                        "r1",
                        "--beside-tenants")) {
            assertThat(berth.await(RUN)).as(berth::output).isZero();
        }
        CaseResult result = read().results().getFirst();
        assertThat(result.status()).isEqualTo(Status.COMPLETED);
        assertThat(result.notices()).extracting(Notice::code).contains("unallocated_reads");
        assertThat(Files.readString(read().directory().reportFile())).contains("never written");
    }

    private static double iops(CaseResult result, String op) {
        assertThat(result.status())
                .as(() -> String.valueOf(result.reason()))
                .isEqualTo(Status.COMPLETED);
        return result.guests().stream()
                .flatMap(g -> g.ops().stream())
                .filter(o -> o.op().equals(op))
                .mapToDouble(OpResult::iops)
                .sum();
    }

    private RunData read() {
        return RunReader.read(RunDirectory.open(directory.resolve("results"), "r1"));
    }
}

package io.berth.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.results.CaseResult;
import io.berth.results.JournalEntry;
import io.berth.results.RunData;
import io.berth.results.RunDirectory;
import io.berth.results.RunReader;
import io.berth.results.Status;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a user sees when the host, the guest or fio cannot do what the profile asks. */
class FaultsIT {

    private static final Duration RUN = Duration.ofMinutes(5);

    @TempDir(factory = WorkDirectory.class)
    Path directory;

    @Test
    void aJobThatFioRefusesFailsItsCaseWithFiosWordsAndTheOthersGoOn() throws Exception {
        Files.writeString(directory.resolve("bad.fio"), "[bad]\nrw=randread\nbs=3000\n");
        Path profile = directory.resolve("small.yaml");
        Files.writeString(
                profile,
                """
                name: small
                storage: disk
                disk: {size: 64MiB}
                guest: {vcpus: 1, memory: 192MiB}
                guests: [1]
                workloads:
                  - {name: bad, file: bad.fio}
                  - {name: good, rw: randread, bs: 4k, iodepth: 1}
                measure: {ramp_time: 0s, runtime: 1s, blocks: 1, seed: 1}
                """);
        try (BerthProcess berth = run(profile)) {
            assertThat(berth.await(RUN)).as(berth::output).isEqualTo(4);
        }
        RunData run = RunReader.read(RunDirectory.open(directory.resolve("results"), "r1"));
        assertThat(run.results())
                .extracting(CaseResult::status)
                .containsExactly(Status.FAILED, Status.COMPLETED);
        assertThat(run.results().getFirst().reason())
                .contains("guest 1", "Invalid argument", "buflen=3000");
        assertThat(Files.readString(run.directory().reportFile())).contains("buflen=3000");
    }

    @Test
    void aJobFileThatCannotBeMeasuredIsRefusedWithItsLine() throws Exception {
        Files.writeString(directory.resolve("bad.fio"), "[bad]\nrw=randread\nstonewall\n");
        Path profile = profile("storage: disk", "auto", "64MiB");
        Files.writeString(
                profile,
                Files.readString(profile)
                        .replace("rw: randread, bs: 4k, iodepth: 1", "file: bad.fio"));
        try (BerthProcess berth = run(profile)) {
            assertThat(berth.await(RUN)).as(berth::output).isEqualTo(2);
            assertThat(berth.err()).contains("bad.fio:3: remove stonewall");
        }
        assertThat(directory.resolve("results")).doesNotExist();
    }

    @Test
    void resultsThatCannotBeWrittenAnyMoreEndTheRunWithAReportAndItIsResumed() throws Exception {
        Path profile =
                SmallProfile.write(
                        directory,
                        "cache: [none, writeback]",
                        "[1]",
                        "rw: randread, bs: 4k",
                        "ramp_time: 0s, runtime: 1s, blocks: 1, seed: 1");
        Path cases = directory.resolve("results/r1/cases");
        Path inTheWay;
        try (BerthProcess berth =
                BerthProcess.start(
                        directory,
                        "run",
                        profile.toString(),
                        "--run-id",
                        "r1",
                        "--beside-tenants")) {
            berth.awaitThat("the first case", RUN, () -> Files.isDirectory(cases));
            String second =
                    RunReader.read(RunDirectory.open(directory.resolve("results"), "r1"))
                            .plan()
                            .blocks()
                            .getFirst()
                            .caseIds()
                            .getLast();
            inTheWay = Files.createFile(cases.resolve(second));
            assertThat(berth.await(RUN)).as(berth::output).isEqualTo(3);
            assertThat(berth.err()).contains(second).contains("cannot be made");
            assertThat(berth.out()).contains("go on:  ./berth run --resume r1");
        }
        assertThat(BerthProcess.qemusUnder(directory)).isEmpty();
        assertThat(directory.resolve("disk")).isEmptyDirectory();
        assertThat(directory.resolve("results/r1/report.html")).isRegularFile();

        Files.delete(inTheWay);
        try (BerthProcess berth =
                BerthProcess.start(directory, "run", "--resume", "r1", "--beside-tenants")) {
            assertThat(berth.await(RUN)).as(berth::output).isZero();
        }
        try (BerthProcess berth =
                BerthProcess.start(directory, "run", "--resume", "r1", "--json")) {
            assertThat(berth.await(RUN)).as(berth::output).isZero();
            assertThat(berth.out()).contains("\"nothing_to_do\"", "\"reported\"");
        }
        RunData run = RunReader.read(RunDirectory.open(directory.resolve("results"), "r1"));
        assertThat(run.state()).isEqualTo(RunData.State.COMPLETE);
        assertThat(run.journal())
                .filteredOn(e -> e.event() == JournalEntry.Event.CASE_ENDED)
                .hasSize(2);
    }

    @Test
    void aStorageThatCannotBeWrittenIsRefusedBeforeAnythingIsCreated() throws Exception {
        Path profile = profile("storage: /proc/berth", "auto", "64MiB");
        try (BerthProcess berth = run(profile)) {
            assertThat(berth.await(RUN)).as(berth::output).isEqualTo(3);
            assertThat(berth.err()).contains("/proc/berth");
        }
        assertThat(directory.resolve("results")).doesNotExist();
    }

    @Test
    void aStorageThatIsTooSmallIsRefusedBeforeAnythingIsCreated() throws Exception {
        Path profile = profile("storage: disk", "auto", "60TiB");
        try (BerthProcess berth = run(profile)) {
            assertThat(berth.await(RUN)).as(berth::output).isEqualTo(3);
            assertThat(berth.err()).contains("TiB").contains("free");
        }
        assertThat(directory.resolve("results")).doesNotExist();
        try (BerthProcess berth = BerthProcess.start(directory, "plan", profile.toString())) {
            assertThat(berth.await(RUN)).as(berth::output).isEqualTo(3);
        }
    }

    @Test
    void aWrongProfileLeavesNothingBehind() throws Exception {
        Path profile = profile("storagee: disk", "auto", "64MB");
        try (BerthProcess berth = run(profile)) {
            assertThat(berth.await(RUN)).as(berth::output).isEqualTo(2);
            assertThat(berth.err()).contains("small.yaml:2:1:", "'storage'", "64MiB");
        }
        assertThat(directory.resolve("results")).doesNotExist();
        assertThat(directory.resolve("disk")).doesNotExist();
    }

    private Path profile(String storage, String accelerator, String size) throws Exception {
        Path profile = directory.resolve("small.yaml");
        Files.writeString(
                profile,
                """
                name: small
                %s
                disk: {size: %s, contents: written}
                guest: {vcpus: 1, memory: 192MiB, accelerator: %s}
                guests: [1]
                workloads:
                  - {name: load, rw: randread, bs: 4k, iodepth: 1}
                measure: {ramp_time: 0s, runtime: 1s, blocks: 1, seed: 1}
                """
                        .formatted(storage, size, accelerator));
        return profile;
    }

    private BerthProcess run(Path profile) {
        return BerthProcess.start(
                directory, "run", profile.toString(), "--run-id", "r1", "--beside-tenants");
    }
}

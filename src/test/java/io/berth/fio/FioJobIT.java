package io.berth.fio;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.fio.Measured.GuestFiles;
import io.berth.fio.Measured.Outcome;
import io.berth.plan.Workload;
import io.berth.results.GuestResult;
import io.berth.results.OpResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The job files that berth writes, run by this machine's fio, each in place of a guest. */
class FioJobIT {

    private static final int DISK_BYTES = 64 << 20;
    private static final Duration RAMP = Duration.ofMillis(500);
    private static final Duration RUNTIME = Duration.ofSeconds(2);

    @TempDir static Path temp;
    private static Path disk;

    @BeforeAll
    static void writeDisk() throws Exception {
        disk = temp.resolve("disk");
        Fixtures.writeDisk(disk, DISK_BYTES);
    }

    private static Workload workload(String options) {
        return Workloads.of("job", RAMP, RUNTIME, options);
    }

    private static Outcome measure(Workload workload, int guests) throws Exception {
        List<HostRun> runs = new ArrayList<>();
        for (int guest = 1; guest <= guests; guest++) {
            runs.add(
                    HostRun.start(
                            workload, disk, JobFiles.seed(1, guest), temp.resolve("g" + guest)));
        }
        for (HostRun run : runs) {
            run.awaitReady();
        }
        long startUnixNs = HostRun.soonUnixNs();
        for (HostRun run : runs) {
            run.go(startUnixNs);
        }
        List<GuestFiles> files = new ArrayList<>();
        for (HostRun run : runs) {
            assertThat(run.exitCode()).as(run.said()).isZero();
            files.add(run.files(files.size() + 1, JobFiles.seed(1, files.size() + 1)));
        }
        Outcome outcome = Measured.combine(files, workload);
        for (GuestResult guest : outcome.guests()) {
            // Nothing is measured before the common start and the ramp.
            assertThat(guest.firstIoUnixMs())
                    .isGreaterThan(startUnixNs / 1e6 + RAMP.toMillis() - 2);
        }
        return outcome;
    }

    private static OpResult op(GuestResult guest, String op) {
        return guest.ops().stream().filter(o -> o.op().equals(op)).findAny().orElseThrow();
    }

    @Test
    void twoGuestsStartTogetherAndAreMeasuredOverTheWholeRuntime() throws Exception {
        Outcome outcome =
                measure(workload("rw=randrw bs=4096 iodepth=4 rate_iops=300,200 numjobs=2"), 2);

        assertThat(outcome.overlaps()).isTrue();
        assertThat(outcome.window().overlapShare()).isEqualTo(1);
        assertThat(outcome.window().skewMs()).isLessThan(1000);
        assertThat(outcome.guests()).hasSize(2);
        for (GuestResult guest : outcome.guests()) {
            for (String op : List.of("read", "write")) {
                OpResult result = op(guest, op);
                assertThat(result.bytes()).isEqualTo(result.ios() * 4096);
                assertThat(requireNonNull(result.latency().get("clat")).count())
                        .isEqualTo(result.ios());
                assertThat(requireNonNull(result.latency().get("clat")).at("50")).isNotNull();
            }
        }
    }

    @Test
    void theRampIsNotMeasured() throws Exception {
        Outcome outcome = measure(workload("rw=randread bs=4096 ioengine=null rate_iops=1000"), 1);

        OpResult read = op(outcome.guests().getFirst(), "read");
        long counted = requireNonNull(read.latency().get("lat")).count();
        // 2 s and 1 s of cool-down at 1,000/s; with the ramp it would be 3,500.
        assertThat(counted).isBetween(2_000L, 3_100L);
        assertThat(read.ios()).isLessThanOrEqualTo(2_200);
    }

    @Test
    void syncsAndIoUringAreMeasured() throws Exception {
        Outcome outcome =
                measure(
                        workload(
                                "rw=randwrite bs=4096 fdatasync=8 rate_iops=400 ioengine=io_uring"),
                        1);
        GuestResult guest = outcome.guests().getFirst();
        assertThat(op(guest, "sync").ios()).isPositive();
        assertThat(op(guest, "write").ios()).isPositive();
    }

    @Test
    void aJobFileOfSeveralJobsIsMeasured() throws Exception {
        Workload workload =
                new Workload(
                        "mine",
                        new TreeMap<>(),
                        new Workload.JobFile(
                                "mine.fio",
                                """
                                [global]
                                bs=4k
                                [a b]
                                rw=randread
                                rate_iops=500
                                [c]
                                rw=write
                                size=1m
                                offset=1m
                                rate_iops=100
                                numjobs=2
                                """),
                        RAMP,
                        RUNTIME);
        Outcome outcome = measure(workload, 1);
        GuestResult guest = outcome.guests().getFirst();
        assertThat(op(guest, "read").ios()).isPositive();
        assertThat(op(guest, "write").ios()).isPositive();
    }

    @Test
    void aSeedGivesTheSameBlocksAgainAndAnotherSeedOthers() throws Exception {
        // Read back through the JSON: only that the seed arrived; the blocks by fio's own log.
        List<String> first = offsets(11);
        assertThat(first).hasSizeGreaterThan(20);
        assertThat(offsets(11)).startsWith(first.subList(0, 20).toArray(String[]::new));
        assertThat(offsets(12).subList(0, 20)).isNotEqualTo(first.subList(0, 20));
    }

    private static List<String> offsets(long seed) throws Exception {
        GuestJob job =
                JobFiles.write(
                        Workloads.of(
                                "job",
                                Duration.ZERO,
                                Duration.ofSeconds(1),
                                "rw=randread bs=4096 rate_iops=100"),
                        disk.toString(),
                        DISK_BYTES,
                        seed,
                        temp.resolve("seed").toString(),
                        HostRun.fio());
        GuestJob logged =
                new GuestJob(
                        job.jobFile() + "write_iolog=blocks.log\n",
                        job.gateScript(),
                        job.directory(),
                        job.jobs(),
                        job.histLogs());
        HostRun run = HostRun.start(logged);
        run.awaitReady();
        run.go(HostRun.soonUnixNs());
        assertThat(run.exitCode()).as(run.said()).isZero();
        return Files.readAllLines(run.directory.resolve("blocks.log")).stream()
                .filter(line -> line.contains(" read "))
                .map(line -> line.substring(line.indexOf(" read ")))
                .toList();
    }

    @Test
    void aJobThatIsKilledDoesNotCountThoughFioItselfEndsWithZero() throws Exception {
        Workload workload = workload("rw=randread bs=4096 ioengine=null rate_iops=1000");
        HostRun run = HostRun.start(workload, disk, 1, temp.resolve("killed"));
        run.awaitReady();
        run.go(HostRun.soonUnixNs());
        Optional<ProcessHandle> jobProcess = awaitJobAfterGate(run);
        jobProcess.orElseThrow().destroyForcibly();

        int exitCode = run.exitCode();
        assertThat(exitCode).isEqualTo(GuestJob.UNMEASURED_EXIT_CODE);
        assertThat(FioException.ofExit(1, exitCode, run.said()))
                .hasMessageContaining("guest 1: a job of fio was killed")
                .hasMessageContaining("got signal=9");
        byte[] json = Files.readAllBytes(Path.of(run.job.jsonPath()));
        assertThatThrownBy(
                        () ->
                                Measured.combine(
                                        List.of(new GuestFiles(1, 1, json, Map.of(), 0, 0)),
                                        workload))
                .isInstanceOf(FioException.class)
                .hasMessageContaining("guest 1");
    }

    /** The job's process, a child of fio, once its gate has ended. */
    private static Optional<ProcessHandle> awaitJobAfterGate(HostRun run) throws Exception {
        long deadlineNs = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        Path printed = run.directory.resolve("job.prerun.txt");
        while (!Files.exists(printed) || Files.size(printed) == 0) {
            if (System.nanoTime() > deadlineNs) {
                throw new AssertionError("the gate does not end: " + run.said());
            }
            Thread.sleep(5);
        }
        return ProcessHandle.of(run.fioPid()).orElseThrow().children().findFirst();
    }

    @Test
    void stoppingAtTheGateEndsFioWithTheReason() throws Exception {
        HostRun run =
                HostRun.start(workload("rw=randread bs=4096"), disk, 1, temp.resolve("stopped"));
        run.awaitReady();
        run.stop();

        assertThat(run.exitCode()).isEqualTo(GuestJob.GATE_EXIT_CODE);
        assertThat(run.said()).contains("gate: stopped before the start");
    }

    @Test
    void stoppingAfterTheGateEndsFio() throws Exception {
        Workload workload =
                Workloads.of(
                        "job",
                        Duration.ZERO,
                        Duration.ofMinutes(10),
                        "rw=randread bs=4096 rate_iops=10");
        HostRun run = HostRun.start(workload, disk, 1, temp.resolve("stopped2"));
        run.awaitReady();
        run.go(HostRun.soonUnixNs());
        assertThat(awaitJobAfterGate(run)).isPresent();
        run.stop();

        assertThat(run.exitCode()).isNotZero();
    }

    @Test
    void aMissingDiskIsReportedInFiosWords() throws Exception {
        HostRun run =
                HostRun.start(
                        workload("rw=randread bs=4096"),
                        temp.resolve("nodisk"),
                        1,
                        temp.resolve("missing"));

        int exitCode = run.exitCode();
        assertThat(exitCode).isNotZero();
        assertThat(FioException.ofExit(1, exitCode, run.said()))
                .hasMessageContaining("file creation disallowed");
    }
}

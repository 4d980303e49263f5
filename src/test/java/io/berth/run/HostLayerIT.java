package io.berth.run;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.berth.host.BlockDevice;
import io.berth.plan.Case;
import io.berth.profile.Layer;
import io.berth.results.CaseResult;
import io.berth.results.EffectiveTwin;
import io.berth.results.JournalEntry;
import io.berth.results.OpResult;
import io.berth.results.RunData;
import io.berth.results.RunDirectory;
import io.berth.results.RunReader;
import io.berth.results.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The layer host in whole runs: what it measures, how it flushes, that it goes on. */
class HostLayerIT {

    private static final Duration RUN = Duration.ofMinutes(5);

    /** O_DIRECT and O_DSYNC in fdinfo (asm-generic/fcntl.h). */
    private static final int O_DIRECT = 040000;

    private static final int O_DSYNC = 010000;

    @TempDir(factory = WorkDirectory.class)
    Path directory;

    private Path profile(String layers, String disk, String guests, String load, String measure)
            throws IOException {
        Path small = SmallProfile.write(directory, disk, guests, load, measure);
        Files.writeString(
                small,
                Files.readString(small).replace("disk: {", "layers: " + layers + "\ndisk: {"));
        return small;
    }

    private BerthProcess start(List<String> wrapper, Path profile) {
        return BerthProcess.start(
                directory,
                wrapper,
                "run",
                profile.toString(),
                "--run-id",
                "r1",
                "--beside-tenants");
    }

    private RunData read() {
        return RunReader.read(RunDirectory.open(directory.resolve("results"), "r1"));
    }

    private static List<CaseResult> at(RunData run, Layer layer) {
        return run.results().stream()
                .filter(r -> run.plan().find(r.caseId()).layer() == layer)
                .toList();
    }

    private static void isCompleted(CaseResult result) {
        assertThat(result.status())
                .as(() -> String.valueOf(result.reason()))
                .isEqualTo(Status.COMPLETED);
    }

    private static double iops(CaseResult result, String op) {
        return result.guests().stream()
                .flatMap(g -> g.ops().stream())
                .filter(o -> o.op().equals(op))
                .mapToDouble(OpResult::iops)
                .sum();
    }

    @Test
    void guestsAndHostAreMeasuredReportedAndResumed() throws Exception {
        Path profile =
                profile(
                        "[host, guest]",
                        "format: [raw, qcow2], cache: none, contents: written",
                        "[1]",
                        "rw: randrw, rwmixread: 70, bs: 4k, iodepth: 4",
                        "ramp_time: 500ms, runtime: 2s, blocks: 2, seed: 7");
        Path results = directory.resolve("results/r1");
        try (BerthProcess berth = start(List.of(), profile)) {
            berth.awaitThat("a twin is measured", RUN, () -> twinJobs(results) > 0);
            berth.signal("KILL");
            berth.await(Duration.ofSeconds(10));
        }
        List<CaseResult> kept = read().results();

        try (BerthProcess berth =
                BerthProcess.start(directory, "run", "--resume", "r1", "--beside-tenants")) {
            assertThat(berth.await(RUN)).as(berth::output).isZero();
        }

        RunData run = read();
        assertThat(run.pending()).isEmpty();
        assertThat(run.results()).hasSize(6).containsAll(kept).allSatisfy(HostLayerIT::isCompleted);
        assertThat(run.journal())
                .filteredOn(e -> e.event() == JournalEntry.Event.CASE_ENDED)
                .hasSize(6);
        assertThat(at(run, Layer.HOST))
                .hasSize(2)
                .allSatisfy(
                        twin -> {
                            assertThat(requireNonNull(twin.host()).engineCpuUsPerIo()).isPositive();
                            assertThat(twin.host().qemuCpuUsPerIo()).isNull();
                            assertThat(twin.guests().getFirst().seed())
                                    .as("the seed of the block's guests")
                                    .isEqualTo(
                                            at(run, Layer.GUEST).stream()
                                                    .filter(g -> g.block() == twin.block())
                                                    .map(g -> g.guests().getFirst().seed())
                                                    .distinct()
                                                    .findFirst()
                                                    .orElseThrow());
                        });
        assertThat(directory.resolve("disk")).isEmptyDirectory();
        assertThat(Files.readString(run.directory().reportFile()))
                .contains("<section id=\"layers\">")
                .contains("on emulated CPUs");
    }

    private static long twinJobs(Path results) {
        if (!Files.isDirectory(results)) {
            return 0;
        }
        try (var files = Files.walk(results)) {
            return files.filter(f -> f.endsWith("twin-01/job.fio")).count();
        } catch (IOException | java.io.UncheckedIOException e) {
            // A file was renamed while we looked: look again.
            return 0;
        }
    }

    /** The flags of the open images, from the kernel; and what reached the device. */
    @Test
    void everyCacheModeOpensAndFlushesTheFileAsQemuWould() throws Exception {
        BlockDevice device =
                BlockDevice.under(directory)
                        .orElseThrow(() -> new AssertionError(directory + " is on no disk"));
        for (String cache : List.of("none", "writeback", "writethrough", "directsync", "unsafe")) {
            Path own = Files.createDirectory(directory.resolve(cache));
            directory = own;
            Path profile =
                    profile(
                            "host",
                            "cache: " + cache,
                            "[1]",
                            "rw: randwrite, bs: 4k, iodepth: 1, fdatasync: 4, rate_iops: 200",
                            "ramp_time: 0s, runtime: 2s, blocks: 1, seed: 11");
            Set<Integer> flags = new TreeSet<>();
            long before = flushes(device);
            try (BerthProcess berth = start(List.of(), profile)) {
                berth.awaitThat(
                        "the twin's file is open",
                        RUN,
                        () -> {
                            flags.addAll(flagsOfImages(own));
                            return Files.isRegularFile(own.resolve("results/r1/report.html"));
                        });
                assertThat(berth.await(RUN)).as(berth::output).isZero();
            }
            long flushed = flushes(device) - before;
            CaseResult result = read().results().getFirst();
            isCompleted(result);
            EffectiveTwin twin = requireNonNull(result.twins()).getFirst();
            boolean direct = cache.equals("none") || cache.equals("directsync");
            boolean through = cache.equals("writethrough") || cache.equals("directsync");
            assertThat(flags).as("%s: the file was seen open", cache).isNotEmpty();
            assertThat(flags.stream().anyMatch(f -> (f & O_DSYNC) != 0))
                    .as("%s: O_DSYNC in fdinfo", cache)
                    .isEqualTo(through);
            assertThat(flags.stream().anyMatch(f -> (f & O_DIRECT) != 0))
                    .as("%s: O_DIRECT in fdinfo", cache)
                    .isEqualTo(direct);
            assertThat(twin.oDirect()).as(cache).isEqualTo(direct);
            assertThat(twin.syncFlag().contains("O_DSYNC")).as(cache).isEqualTo(through);
            boolean asAsked = cache.equals("none") || cache.equals("writeback");
            double syncs = iops(result, "sync");
            assertThat(syncs)
                    .as("%s: fdatasyncs a second", cache)
                    .isCloseTo(asAsked ? iops(result, "write") / 4 : 0, within(3.0));
            // The block layer may answer several flushes, also other processes', by one.
            double asked = 2 * (through ? iops(result, "write") : syncs);
            assertThat((double) flushed)
                    .as("%s: flushes of the device for %s asked for", cache, asked)
                    .isGreaterThanOrEqualTo(0.8 * asked);
            directory = requireNonNull(own.getParent());
        }
    }

    /**
     * Flushes that a device completed: field 16 of its line (Documentation/admin-guide/iostats).
     */
    private static long flushes(BlockDevice device) throws IOException {
        String[] fields =
                Files.readString(Path.of("/sys/class/block", device.name(), "stat"))
                        .strip()
                        .split("\\s+");
        return Long.parseLong(fields[15]);
    }

    /** The flags of every open image under a directory, by any process. */
    private static List<Integer> flagsOfImages(Path own) {
        List<Integer> flags = new ArrayList<>();
        try (var processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path process : processes) {
                if (!commandLine(process).contains("io.berth.cli.Main")) {
                    continue;
                }
                try (var open = Files.newDirectoryStream(process.resolve("fd"))) {
                    for (Path fd : open) {
                        flags.addAll(flags(process, fd, own));
                    }
                }
            }
        } catch (IOException e) {
            // A process or a file was closed while we looked: look again.
            return flags;
        }
        return flags;
    }

    private static List<Integer> flags(Path process, Path fd, Path own) {
        try {
            String target = Files.readSymbolicLink(fd).toString();
            if (!target.startsWith(own.toString()) || !target.endsWith(".raw")) {
                return List.of();
            }
            return Files.readString(process.resolve("fdinfo").resolve(fd.getFileName()))
                    .lines()
                    .filter(line -> line.startsWith("flags:"))
                    .map(line -> Integer.parseInt(line.substring(6).strip(), 8))
                    .toList();
        } catch (IOException e) {
            // It was closed meanwhile.
            return List.of();
        }
    }

    private static String commandLine(Path process) {
        try {
            return Files.readString(process.resolve("cmdline")).replace('\0', ' ');
        } catch (IOException e) {
            // It has ended meanwhile.
            return "";
        }
    }

    /** A disk of 1,000 reads a second gives its files 1,000, however many there are. */
    @Test
    void aDiskOfKnownCapacityIsMeasuredAsThat() throws Exception {
        Path profile =
                profile(
                        "host",
                        "format: raw, cache: none, contents: written",
                        "[1, 2]",
                        "rw: randread, bs: 4k, iodepth: 8",
                        "ramp_time: 2s, runtime: 6s, blocks: 1, seed: 11");
        try (ThrottledDisk disk = new ThrottledDisk(directory, 1000);
                BerthProcess berth = start(disk.wrapper(), profile)) {
            assertThat(berth.await(RUN)).as(berth::output).isZero();
        }
        assertThat(read().results())
                .hasSize(2)
                .allSatisfy(HostLayerIT::isCompleted)
                .allSatisfy(
                        result ->
                                assertThat(iops(result, "read"))
                                        .as("%s twins", result.guests().size())
                                        .isCloseTo(1000, within(30.0)));
    }

    @Test
    void interruptedItEndsWithinFiveSecondsAndRemovesItsFiles() throws Exception {
        Path profile =
                profile(
                        "host",
                        "cache: none",
                        "[1]",
                        "rw: randread, bs: 4k, iodepth: 4",
                        "ramp_time: 0s, runtime: 60s, blocks: 1, seed: 11");
        try (BerthProcess berth = start(List.of(), profile)) {
            berth.awaitThat(
                    "the engine works",
                    RUN,
                    () -> berth.out().contains("IOPS") || twinJobs(directory) > 0);
            Thread.sleep(1500);
            long before = System.nanoTime();
            berth.signal("INT");
            assertThat(berth.await(Duration.ofSeconds(20))).as(berth::output).isEqualTo(130);
            assertThat(Duration.ofNanos(System.nanoTime() - before))
                    .as(berth::output)
                    .isLessThan(Duration.ofSeconds(5));
        }
        RunData run = read();
        assertThat(run.state()).isEqualTo(RunData.State.INTERRUPTED);
        assertThat(run.pending()).hasSize(1);
        assertThat(directory.resolve("disk")).isEmptyDirectory();
        assertThat(run.plan().cases()).extracting(Case::layer).containsOnly(Layer.HOST);
    }
}

package io.berth.guest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.image.DiskImage;
import io.berth.plan.DiskConfig;
import io.berth.profile.Aio;
import io.berth.profile.CacheMode;
import io.berth.profile.Format;
import io.berth.results.EffectiveDisk;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Two guests under TCG at 192 MiB: disks in every cache mode, the agent, pausing. */
class GuestIT {

    private static final Duration EXEC_TIMEOUT = Duration.ofSeconds(20);

    @TempDir static Path directory;
    private static Fleet fleet;

    @BeforeAll
    static void boot() throws Exception {
        fleet = Guests.boot(2, directory);
        for (Guest guest : fleet.guests()) {
            System.out.println("guest " + guest.number() + " booted in " + guest.bootTime());
        }
    }

    @AfterAll
    static void end() {
        long start = System.nanoTime();
        fleet.close();
        System.out.println("closed in " + Duration.ofNanos(System.nanoTime() - start));
        for (Guest guest : fleet.guests()) {
            assertThat(ProcessHandle.of(guest.pid())).isEmpty();
        }
    }

    @Test
    void bothGuestsAreQemuAndKnowTheirVersions() throws Exception {
        assertThat(fleet.guests()).extracting(Guest::number).containsExactly(1, 2);
        for (Guest guest : fleet.guests()) {
            assertThat(guest.kernel()).isEqualTo(Guests.appliance().kernelVersion());
            assertThat(guest.fioVersion()).matches("\\d+\\.\\d+.*");
            Path comm = Path.of("/proc", Long.toString(guest.pid()), "comm");
            assertThat(Files.readString(comm)).startsWith("qemu-");
            Path tasks = comm.resolveSibling("task");
            try (var threads = Files.list(tasks)) {
                assertThat(threads.map(t -> read(t.resolve("comm"))))
                        .anyMatch(name -> name.startsWith("ALL CPUs/TCG"));
            }
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return "";
        }
    }

    @ParameterizedTest
    @EnumSource(CacheMode.class)
    void everyCacheModeIsWhatItSaysWithEveryAio(CacheMode cache) throws Exception {
        Guest guest = fleet.guests().getFirst();
        for (Aio aio : Aio.values()) {
            if (aio == Aio.NATIVE && !cache.direct()) {
                continue;
            }
            boolean iothread = aio != Aio.THREADS;
            for (Format format : List.of(Format.RAW, Format.QCOW2)) {
                DiskConfig config = Guests.disk(format, cache, aio, iothread);
                Path image = Guests.image(directory, config, cache.word() + aio.word());
                String serial = "disk-" + aio.ordinal();

                PluggedDisk disk = guest.plug(config, DiskImage.of(image, config.format()), serial);
                EffectiveDisk effective = guest.readBack(disk);
                long start = System.nanoTime();
                guest.unplug(disk);
                System.out.printf(
                        "%s %s %s: plug %d ms, unplug %d ms%n",
                        cache.word(),
                        aio.word(),
                        format.word(),
                        disk.plugTime().toMillis(),
                        (System.nanoTime() - start) / 1_000_000);

                assertThat(effective.mismatches()).isEmpty();
                assertThat(effective.oDirect()).isEqualTo(cache.direct());
                long flags = Long.parseLong(effective.fdFlagsOctal(), 8);
                assertThat((flags & 040000) != 0).isEqualTo(cache.direct());
                assertThat(effective.qmpNoFlush()).isEqualTo(cache.noFlush());
                assertThat(effective.qmpWriteback()).isEqualTo(cache.writeCache());
                assertThat(effective.guestWriteCache())
                        .isEqualTo(cache.writeCache() ? "write back" : "write through");
                assertThat(effective.aio()).isEqualTo(aio.word());
                assertThat(effective.format()).isEqualTo(format.word());
                assertThat(effective.virtualBytes()).isEqualTo(64 << 20);
                assertThat(disk.guestDevice()).startsWith("vd");
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"WRITEBACK", "WRITETHROUGH", "UNSAFE"})
    void nativeAioNeedsODirectAndQemuSaysSo(CacheMode cache) throws Exception {
        Guest guest = fleet.guests().getFirst();
        DiskConfig config = Guests.disk(Format.RAW, cache, Aio.NATIVE, true);
        Path image = Guests.image(directory, config, "refused");
        assertThatThrownBy(
                        () -> guest.plug(config, DiskImage.of(image, config.format()), "refused"))
                .isInstanceOf(GuestException.class)
                .hasMessageContaining("guest 1")
                .hasMessageContaining("aio=native was specified, but it requires cache.direct=on");
        // Nothing is left of it: the same serial, port and iothread can be used again.
        DiskConfig valid = Guests.disk(Format.RAW, CacheMode.NONE, Aio.NATIVE, true);
        guest.unplug(guest.plug(valid, DiskImage.of(image, valid.format()), "refused"));
    }

    @Test
    void anImageOfTheWrongFormatIsRefusedInQemusWords() throws Exception {
        DiskConfig raw = Guests.disk(Format.RAW, CacheMode.NONE, Aio.THREADS, false);
        Path image = Guests.image(directory, raw, "no-qcow2");
        DiskConfig qcow2 = Guests.disk(Format.QCOW2, CacheMode.NONE, Aio.THREADS, false);
        assertThatThrownBy(
                        () ->
                                fleet.guests()
                                        .getFirst()
                                        .plug(qcow2, DiskImage.of(image, qcow2.format()), "wrong"))
                .hasMessageContaining("not in qcow2 format");
    }

    @Test
    void aSizeThatDiffersIsAMismatch() throws Exception {
        Guest guest = fleet.guests().getFirst();
        DiskConfig config = Guests.disk(Format.RAW, CacheMode.NONE, Aio.THREADS, false);
        Path image = directory.resolve("short.raw");
        try (var file = new RandomAccessFile(image.toFile(), "rw")) {
            file.setLength(32 << 20);
        }
        PluggedDisk disk = guest.plug(config, DiskImage.of(image, config.format()), "short");
        assertThat(guest.readBack(disk).mismatches())
                .containsExactly("disk.size is 32MiB, not 64MiB");
        guest.unplug(disk);
    }

    @Test
    void statisticsCountWhatTheGuestDoes() throws Exception {
        Guest guest = fleet.guests().getFirst();
        DiskConfig config = Guests.disk(Format.RAW, CacheMode.WRITEBACK, Aio.THREADS, false);
        PluggedDisk disk =
                guest.plug(
                        config,
                        DiskImage.of(Guests.image(directory, config, "stats"), config.format()),
                        "stats");
        BlockStats before = guest.blockStats(disk);
        String write =
                "dd if=/dev/urandom of=/dev/" + disk.guestDevice() + " bs=1M count=4 conv=fsync";
        ExecResult result = guest.agent().exec(List.of("/bin/sh", "-c", write), EXEC_TIMEOUT);
        BlockStats after = guest.blockStats(disk);
        assertThat(result.exitCode()).describedAs(result.toString()).isZero();
        assertThat(after.writeBytes() - before.writeBytes()).isEqualTo(4 << 20);
        assertThat(after.flushOps()).isGreaterThan(before.flushOps());
        assertThat(guest.ioErrors(disk)).isEmpty();
        guest.unplug(disk);
    }

    @Test
    void aFullDiskIsAnErrorInTheGuestAndNamedByQemu() throws Exception {
        Guest guest = fleet.guests().get(1);
        Path small = directory.resolve("small");
        Files.createDirectory(small);
        assertThat(Tool.run("mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", small.toString()))
                .matches(o -> o.exitCode() == 0, "mounting a tmpfs needs root");
        try {
            DiskConfig config = Guests.disk(Format.QCOW2, CacheMode.WRITEBACK, Aio.THREADS, false);
            PluggedDisk disk =
                    guest.plug(
                            config,
                            DiskImage.of(Guests.image(small, config, "full"), config.format()),
                            "full");
            String write =
                    "dd if=/dev/urandom of=/dev/"
                            + disk.guestDevice()
                            + " bs=1M count=8 conv=fsync";
            ExecResult result = guest.agent().exec(List.of("/bin/sh", "-c", write), EXEC_TIMEOUT);
            assertThat(result.exitCode()).isNotZero();
            assertThat(guest.ioErrors(disk))
                    .anyMatch(e -> e.startsWith("write: No space left on device"));
            guest.unplug(disk);
        } finally {
            Tool.run("umount", small.toString());
        }
    }

    @Test
    void aPausedGuestIsSilentAndGoesOn() throws Exception {
        Guest guest = fleet.guests().get(1);
        guest.pause();
        assertThatThrownBy(() -> guest.agent().ping()).hasMessageContaining("guest 2: is paused");
        fleet.guests().getFirst().agent().ping();
        guest.resume();
        guest.agent().ping();
    }

    @Test
    void commandsGiveExitCodeAndOutputWhole() throws Exception {
        GuestAgent agent = fleet.guests().get(1).agent();
        ExecResult result =
                agent.exec(
                        List.of("/bin/sh", "-c", "echo out; echo err >&2; exit 3"), EXEC_TIMEOUT);
        assertThat(result.exitCode()).isEqualTo(3);
        assertThat(result.outText()).isEqualTo("out\n");
        assertThat(result.errText()).isEqualTo("err\n");

        ExecResult much =
                agent.exec(List.of("/bin/sh", "-c", "seq 1 500000"), Duration.ofSeconds(60));
        assertThat(much.truncated()).isFalse();
        assertThat(much.out()).hasSize(3_388_895);
        assertThat(much.outText()).endsWith("\n499999\n500000\n");
    }

    @Test
    void aCommandThatTakesTooLongIsKilled() throws Exception {
        GuestAgent agent = fleet.guests().get(1).agent();
        List<String> sleep = List.of("sleep", "1234");
        assertThatThrownBy(() -> agent.exec(sleep, Duration.ofMillis(300)))
                .hasMessageContaining("sleep 1234 had not ended after PT0.3S");
        ExecResult left = agent.exec(List.of("/bin/sh", "-c", "ps | grep [1]234"), EXEC_TIMEOUT);
        assertThat(left.outText()).doesNotContain("sleep 1234");
    }

    @Test
    void aMissingCommandIsAnError() {
        GuestAgent agent = fleet.guests().get(1).agent();
        assertThatThrownBy(() -> agent.exec(List.of("no-such-program"), EXEC_TIMEOUT))
                .hasMessageContaining("no-such-program")
                .hasMessageContaining("guest 2");
    }

    @Test
    void aDetachedCommandIsAskedAfter() throws Exception {
        GuestAgent agent = fleet.guests().get(1).agent();
        agent.exec(List.of("mkfifo", "/tmp/gate"), EXEC_TIMEOUT);
        long pid = agent.execDetached(List.of("/bin/sh", "-c", "read x < /tmp/gate; echo $x"));
        assertThat(agent.status(pid).exited()).isFalse();
        agent.exec(List.of("/bin/sh", "-c", "echo open > /tmp/gate"), EXEC_TIMEOUT);
        Deadline deadline = Deadline.in(EXEC_TIMEOUT);
        ExecStatus status = agent.status(pid);
        while (!status.exited() && !deadline.passed()) {
            Thread.sleep(5);
            status = agent.status(pid);
        }
        assertThat(Objects.requireNonNull(status.result()).outText()).isEqualTo("open\n");
    }

    @Test
    void filesGoInAndComeBack() throws Exception {
        GuestAgent agent = fleet.guests().get(1).agent();
        byte[] content = new byte[3 << 20];
        new Random(42).nextBytes(content);
        long start = System.nanoTime();
        agent.writeFile("/tmp/three-megabytes", content);
        long written = System.nanoTime();
        byte[] back = agent.readFile("/tmp/three-megabytes");
        System.out.printf(
                "3 MiB written in %d ms, read in %d ms%n",
                (written - start) / 1_000_000, (System.nanoTime() - written) / 1_000_000);
        assertThat(back).isEqualTo(content);
        agent.writeFile("/tmp/three-megabytes", "short".getBytes(StandardCharsets.UTF_8));
        assertThat(agent.readFile("/tmp/three-megabytes")).asString().isEqualTo("short");
        assertThatThrownBy(() -> agent.readFile("/tmp/nothing-here"))
                .hasMessageContaining("/tmp/nothing-here");
    }

    @Test
    void theClockReadingIsAsSureAsItsRoundTrip() throws Exception {
        for (Guest guest : fleet.guests()) {
            ClockReading first = guest.readClock();
            ClockReading second = guest.readClock();
            System.out.println(first + " " + second);
            assertThat(first.uncertaintyNs()).isBetween(1L, 1_000_000_000L);
            assertThat(Math.abs(first.offsetNs())).isLessThan(60_000_000_000L);
            // Two readings agree within both uncertainties and 200 ppm of drift over a minute.
            assertThat(Math.abs(first.offsetNs() - second.offsetNs()))
                    .isLessThan(first.uncertaintyNs() + second.uncertaintyNs() + 12_000_000L);
        }
    }

    @Test
    void theAgentFindsItsWayBackAfterALostAnswer() throws Exception {
        GuestAgent agent = fleet.guests().get(1).agent();
        agent.sync();
        agent.ping();
        agent.sync();
        assertThat(agent.exec(List.of("echo", "here"), EXEC_TIMEOUT).outText()).isEqualTo("here\n");
    }
}

package io.berth.guest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.plan.GuestConfig;
import io.berth.profile.Accelerator;
import io.berth.units.ByteSize;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How guests end: in order, with berth, and when they never come up. */
class FleetIT {

    /** What no guest may outlive; no assertion on speed. */
    private static final Duration GONE = Duration.ofSeconds(5);

    @TempDir Path directory;

    @Test
    void closingEndsPausedGuestsToo() throws Exception {
        Fleet fleet = Guests.boot(1, directory);
        Guest guest = fleet.guests().getFirst();
        ProcessHandle qemu = ProcessHandle.of(guest.pid()).orElseThrow();
        guest.pause();
        fleet.close();
        assertThat(qemu.isAlive()).isFalse();
        try (var left = Files.list(directory.resolve("run"))) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void aProcessThatIgnoresEverythingIsKilledWithinFiveSeconds() throws Exception {
        Fleet fleet = Guests.boot(1, directory);
        long pid = fleet.guests().getFirst().pid();
        ProcessHandle qemu = ProcessHandle.of(pid).orElseThrow();
        // Stopped by a signal it neither reads its socket nor takes SIGTERM.
        assertThat(Tool.run("sh", "-c", "kill -STOP " + pid).exitCode()).isZero();
        Deadline deadline = Deadline.in(GONE);
        fleet.close();
        assertThat(deadline.passed()).isFalse();
        assertThat(qemu.isAlive()).isFalse();
    }

    @Test
    void anInterruptedThreadStillEndsItsGuests() throws Exception {
        Fleet fleet = Guests.boot(1, directory);
        ProcessHandle qemu = ProcessHandle.of(fleet.guests().getFirst().pid()).orElseThrow();
        Thread.currentThread().interrupt();
        fleet.close();
        assertThat(Thread.interrupted()).isTrue();
        assertThat(qemu.isAlive()).isFalse();
    }

    @Test
    void aGuestWhoseQemuIsKilledSaysSo() throws Exception {
        try (Fleet fleet = Guests.boot(1, directory)) {
            Guest guest = fleet.guests().getFirst();
            assertThat(Tool.run("sh", "-c", "kill -KILL " + guest.pid()).exitCode()).isZero();
            assertThatThrownBy(() -> guest.agent().ping())
                    .hasMessageContaining("guest 1")
                    .hasMessageContaining("QEMU has ended with exit code 137")
                    .hasMessageContaining("out-of-memory killer");
        }
    }

    @Test
    void aGuestWhoseKernelPanicsSaysSo() throws Exception {
        try (Fleet fleet = Guests.boot(1, directory)) {
            Guest guest = fleet.guests().getFirst();
            String panic = "echo 8 > /proc/sys/kernel/printk; echo c > /proc/sysrq-trigger";
            assertThatThrownBy(
                            () ->
                                    guest.agent()
                                            .exec(
                                                    List.of("/bin/sh", "-c", panic),
                                                    Duration.ofSeconds(30)))
                    .hasMessageContaining("guest-reset")
                    .hasMessageContaining("Kernel panic - not syncing: sysrq triggered crash");
        }
    }

    @Test
    void aGuestThatNeverAnswersNamesItsSerialLogAndTheRemedy() throws Exception {
        Appliance broken =
                withInit("#!/bin/sh\n/bin/busybox echo stuck here\n/bin/busybox sleep 999\n");
        assertThatThrownBy(() -> boot(broken, Guests.SMALL, Duration.ofSeconds(20)))
                .isInstanceOf(GuestException.class)
                .hasMessageContaining("guest 1: its agent (qemu-ga) has not answered in time")
                .hasMessageContaining("has never opened its channel")
                .hasMessageContaining("serial.log")
                .hasMessageContaining("stuck here")
                .hasMessageContaining("qemu-guest-agent");
        assertNoneLeft();
    }

    @Test
    void aGuestWithoutFioNamesTheRemedy() throws Exception {
        Appliance appliance = Guests.appliance();
        Path root = directory.resolve("root-without-fio");
        Files.copy(appliance.root(), root);
        assertThat(Tool.run("debugfs", "-w", "-R", "rm /usr/bin/fio", root.toString()).exitCode())
                .isZero();
        Appliance broken =
                new Appliance(
                        appliance.kernel(),
                        appliance.initrd(),
                        root,
                        appliance.kernelVersion(),
                        "without-fio");
        assertThatThrownBy(() -> boot(broken, Guests.SMALL, Guests.BOOT_TIMEOUT))
                .isInstanceOf(GuestException.class)
                .hasMessageContaining("guest 1: fio does not run in it")
                .hasMessageContaining("fio: not found")
                .hasMessageContaining("install fio in the guest");
        assertNoneLeft();
    }

    @Test
    void aGuestWhoseInitEndsSaysWhichLineItPrintedLast() throws Exception {
        Appliance broken =
                withInit("#!/bin/sh\n/bin/busybox echo giving up\n/bin/busybox poweroff -f\n");
        assertThatThrownBy(() -> boot(broken, Guests.SMALL, Guests.BOOT_TIMEOUT))
                .hasMessageContaining("giving up")
                .hasMessageContaining("QEMU has ended with exit code 0");
        assertNoneLeft();
    }

    @Test
    void aGuestWithTooLittleMemoryForItsKernelIsExplained() throws Exception {
        var tiny = new GuestConfig(1, ByteSize.mebibytes(40), Accelerator.TCG);
        assertThatThrownBy(() -> boot(Guests.appliance(), tiny, Duration.ofSeconds(15)))
                .isInstanceOf(GuestException.class)
                .hasMessageContaining("memory");
        assertNoneLeft();
    }

    @Test
    void qemusOwnWordsAreInTheErrorIfItDoesNotStart() throws Exception {
        var absurd = new GuestConfig(100_000, ByteSize.mebibytes(192), Accelerator.TCG);
        assertThatThrownBy(() -> boot(Guests.appliance(), absurd, Guests.BOOT_TIMEOUT))
                .isInstanceOf(GuestException.class)
                .hasMessageContaining("QEMU has ended with exit code 1, saying:")
                .hasMessageContaining("CPUs");
        assertNoneLeft();
    }

    @Test
    void aRuntimeDirectoryTooLongForSocketsIsReplaced() throws Exception {
        Path deep = directory.resolve("x".repeat(60)).resolve("y".repeat(60));
        Path socketDirectory;
        try (Fleet fleet =
                new QemuHypervisor()
                        .boot(
                                Guests.SMALL,
                                1,
                                Guests.tcg(),
                                Guests.appliance(),
                                deep,
                                directory.resolve("log"),
                                Guests.BOOT_TIMEOUT)) {
            String line = String.join(" ", fleet.guests().getFirst().commandLine());
            socketDirectory = Path.of(line.replaceFirst(".*path=(\\S+)/g01\\.qmp.*", "$1"));
            assertThat(socketDirectory).isDirectory();
        }
        assertThat(socketDirectory).doesNotExist();
    }

    @Test
    void noQemuOutlivesAKilledBerth() throws Exception {
        ProcessBuilder builder =
                new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        BootAndWait.class.getName(),
                        directory.toString());
        builder.redirectError(ProcessBuilder.Redirect.INHERIT);
        Process berth = builder.start();
        try (BufferedReader out = berth.inputReader()) {
            String line = out.readLine();
            while (line != null && !line.startsWith("qemu ")) {
                line = out.readLine();
            }
            assertThat(line).startsWith("qemu ");
            List<ProcessHandle> guests =
                    List.of(line.substring("qemu ".length()).split(" ")).stream()
                            .map(pid -> ProcessHandle.of(Long.parseLong(pid)).orElseThrow())
                            .toList();
            assertThat(guests).hasSize(2).allMatch(ProcessHandle::isAlive);
            berth.destroyForcibly(); // SIGKILL
            for (ProcessHandle guest : guests) {
                guest.onExit().get(GONE.toMillis(), TimeUnit.MILLISECONDS);
            }
        } finally {
            berth.destroyForcibly();
        }
    }

    /** A berth of its own: boots two guests, prints their process ids, waits to be killed. */
    static final class BootAndWait {

        private BootAndWait() {}

        public static void main(String[] arguments) throws Exception {
            // From a thread that ends: the guests must not end with it.
            Fleet[] fleet = new Fleet[1];
            Thread starter =
                    Thread.ofPlatform()
                            .start(
                                    () -> {
                                        try {
                                            fleet[0] = Guests.boot(2, Path.of(arguments[0]));
                                        } catch (GuestException | InterruptedException e) {
                                            throw new IllegalStateException(e);
                                        }
                                    });
            starter.join();
            fleet[0].guests().getFirst().agent().ping();
            System.out.println(
                    "qemu "
                            + fleet[0].guests().get(0).pid()
                            + " "
                            + fleet[0].guests().get(1).pid());
            Thread.sleep(Duration.ofMinutes(2));
        }
    }

    private Fleet boot(Appliance appliance, GuestConfig config, Duration timeout)
            throws GuestException, InterruptedException {
        return new QemuHypervisor()
                .boot(
                        config,
                        1,
                        Guests.tcg(),
                        appliance,
                        directory.resolve("run"),
                        directory.resolve("log"),
                        timeout);
    }

    /** No process of this test's guests is left. */
    private void assertNoneLeft() {
        String mark = directory.toString();
        assertThat(
                        ProcessHandle.allProcesses()
                                .filter(p -> p.info().commandLine().orElse("").contains(mark))
                                .toList())
                .isEmpty();
    }

    /** The appliance with an initrd whose init is this. */
    private Appliance withInit(String init) throws Exception {
        Appliance good = Guests.appliance();
        byte[] busybox = Files.readAllBytes(ApplianceParts.program("busybox"));
        byte[] initrd =
                new Newc()
                        .directory("bin")
                        .directory("dev")
                        .file("bin/busybox", busybox)
                        .link("bin/sh", "busybox")
                        .file("init", init.getBytes(StandardCharsets.UTF_8))
                        .bytes();
        Path file = write("initrd", initrd);
        return new Appliance(good.kernel(), file, good.root(), good.kernelVersion(), good.key());
    }

    private Path write(String name, byte[] content) throws IOException {
        return Files.write(directory.resolve(name), content);
    }
}

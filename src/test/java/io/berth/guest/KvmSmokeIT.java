package io.berth.guest;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.image.DiskImage;
import io.berth.plan.DiskConfig;
import io.berth.plan.GuestConfig;
import io.berth.profile.Accelerator;
import io.berth.profile.Aio;
import io.berth.profile.Bus;
import io.berth.profile.CacheMode;
import io.berth.profile.Contents;
import io.berth.profile.Format;
import io.berth.profile.Preallocation;
import io.berth.units.ByteSize;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * KVM one level down: a guest under TCG whose CPU has svm loads kvm-amd, and the very command line
 * that berth makes for KVM boots the appliance in it.
 */
class KvmSmokeIT {

    private static final GuestConfig OUTER =
            new GuestConfig(2, ByteSize.mebibytes(2048), Accelerator.TCG);

    private static final Duration TIMEOUT = Duration.ofSeconds(120);
    private static final Duration EXEC_TIMEOUT = Duration.ofSeconds(30);

    /** Where the inner guest's files are, in the outer one; its /tmp is writable. */
    private static final Path INSIDE = Path.of("/tmp/berth");

    /** Sends lines to a Unix socket and prints what comes back, until a word has come. */
    private static final String TALK =
            """
            use IO::Socket::UNIX; $| = 1; my ($path, $until, @lines) = @ARGV; alarm 100;
            my $s;
            until ($s = IO::Socket::UNIX->new(Peer => $path)) { select undef, undef, undef, 0.1 }
            print $s "$_\\n" for @lines; $s->flush;
            while (<$s>) { print; last if /$until/ }
            """;

    @TempDir Path directory;

    @Test
    void theCommandLineForKvmBootsTheApplianceUnderKvm() throws Exception {
        Appliance inner = Guests.appliance();
        Appliance outer =
                new ApplianceBuilder(
                                Path.of("target", "kvm-appliance-cache"),
                                ApplianceParts.installed(List.of("qemu-system-x86", "perl-base")),
                                System.out::println)
                        .build();
        Path carrier = carrier(inner);
        try {
            boot(inner, outer, carrier, "first");
        } catch (GuestException e) {
            // The emulated outer guest stood still once in some runs, for good. What is tested is
            // the command line inside it: a wrong one fails the second time, too.
            System.out.println("once more, as the outer guest did not answer: " + e.getMessage());
            boot(inner, outer, carrier, "second");
        }
    }

    private void boot(Appliance inner, Appliance outer, Path carrier, String attempt)
            throws Exception {
        QemuFleet fleet = new QemuFleet(null);
        try {
            QemuGuest host = bootOuter(outer, fleet, attempt);
            System.out.println("outer guest booted in " + host.bootTime());
            PluggedDisk disk =
                    host.plug(carrierDisk(carrier), DiskImage.of(carrier, Format.RAW), "carrier");
            prepare(host, disk.guestDevice());

            long start = System.nanoTime();
            long pid = host.agent().execDetached(innerCommandLine(inner));
            String agent =
                    talk(
                            host,
                            "g01.ga",
                            "kernel-of-the-guest|\"error\"",
                            "{\"execute\":\"guest-sync\",\"arguments\":{\"id\":4711}}",
                            "{\"execute\":\"guest-file-open\","
                                    + "\"arguments\":{\"path\":\"/kernel-of-the-guest\"}}");
            System.out.println(
                    "the inner guest answered after "
                            + Duration.ofNanos(System.nanoTime() - start));
            assertThat(agent).contains("4711");
            String qmp =
                    talk(
                            host,
                            "g01.qmp",
                            "\"present\"",
                            "{\"execute\":\"qmp_capabilities\"}",
                            "{\"execute\":\"query-kvm\"}");
            assertThat(qmp).contains("\"enabled\": true").contains("\"present\": true");
            assertThat(host.agent().status(pid).exited()).isFalse();
            String serial =
                    new String(
                            host.agent().readFile(INSIDE.resolve("serial.log").toString()),
                            StandardCharsets.UTF_8);
            assertThat(serial).contains("berth: kernel " + inner.kernelVersion());
        } finally {
            fleet.close();
        }
    }

    private QemuGuest bootOuter(Appliance outer, QemuFleet fleet, String attempt) throws Exception {
        var files =
                new QemuCommandLine.Files(
                        directory.resolve(attempt + ".qmp"),
                        directory.resolve(attempt + ".ga"),
                        directory.resolve(attempt + ".serial.log"));
        List<String> line =
                new ArrayList<>(
                        QemuCommandLine.of(
                                QemuHypervisor.installed(),
                                1,
                                OUTER,
                                Accelerator.TCG,
                                outer,
                                files,
                                List.of()));
        assertThat(Collections.replaceAll(line, "max", "EPYC-Rome,svm=on,npt=on")).isTrue();
        long start = System.nanoTime();
        QemuProcess process =
                QemuProcess.start(
                        "outer guest", line, files.serialLog(), directory.resolve("qemu.log"));
        fleet.add(process, files);
        QemuGuest guest =
                QemuGuest.await(1, process, OUTER, files, List.of(), start, Deadline.in(TIMEOUT));
        fleet.booted(List.of(guest));
        return guest;
    }

    /** A file system with the inner guest's kernel, initrd and root image. */
    private Path carrier(Appliance inner) throws IOException, InterruptedException {
        Path carrier = directory.resolve("carrier.img");
        Tool.Outcome made =
                Tool.run(
                        "mke2fs",
                        "-q",
                        "-t",
                        "ext4",
                        "-O",
                        "^has_journal",
                        "-d",
                        inner.root().resolveSibling(".").normalize().toString(),
                        carrier.toString(),
                        "512M");
        assertThat(made.exitCode()).describedAs(made.err()).isZero();
        return carrier;
    }

    private static DiskConfig carrierDisk(Path carrier) throws IOException {
        return DiskConfig.of(
                ByteSize.of(Files.size(carrier)),
                Format.RAW,
                Preallocation.OFF,
                CacheMode.WRITEBACK,
                Aio.THREADS,
                Bus.VIRTIO_BLK,
                false,
                Contents.WRITTEN,
                new TreeMap<>());
    }

    private static void prepare(Guest host, String device) throws Exception {
        String script =
                "set -e; mkdir -p "
                        + INSIDE
                        + "/appliance; mount -t ext4 -o ro /dev/"
                        + device
                        + " "
                        + INSIDE
                        + "/appliance; modprobe kvm-amd; ls -l /dev/kvm "
                        + INSIDE
                        + "/appliance; grep -c svm /proc/cpuinfo";
        ExecResult result = host.agent().exec(List.of("/bin/sh", "-c", script), EXEC_TIMEOUT);
        assertThat(result.exitCode()).describedAs(result.toString()).isZero();
    }

    private static List<String> innerCommandLine(Appliance inner) throws GuestException {
        Path appliance = INSIDE.resolve("appliance");
        return QemuCommandLine.of(
                QemuHypervisor.installed(),
                1,
                new GuestConfig(1, ByteSize.mebibytes(192), Accelerator.KVM),
                Accelerator.KVM,
                Appliance.in(appliance, inner.kernelVersion(), inner.key()),
                new QemuCommandLine.Files(
                        INSIDE.resolve("g01.qmp"),
                        INSIDE.resolve("g01.ga"),
                        INSIDE.resolve("serial.log")),
                List.of());
    }

    private static String talk(Guest host, String socket, String until, String... lines)
            throws GuestException, InterruptedException {
        List<String> argv = new ArrayList<>(List.of("perl", "-e", TALK));
        argv.addAll(List.of(INSIDE.resolve(socket).toString(), until));
        argv.addAll(List.of(lines));
        ExecResult result = host.agent().exec(argv, TIMEOUT);
        assertThat(result.exitCode()).describedAs(result.toString()).isZero();
        return result.outText();
    }
}

package io.berth.host;

import io.berth.units.Figures;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who else uses this host: foreign QEMU processes and foreign load on the disks under test.
 *
 * @param found one sentence each ({@code the QEMU process 812 (qemu-system-x86_64 -name web …)});
 *     empty if berth is alone
 */
public record Tenants(List<String> found) {

    /**
     * Load that is somebody's work and no background writeback: a disk busy for more than a tenth
     * of the time, or with more than this many I/Os a second.
     */
    static final double BUSY_SHARE_MAX = 0.10;

    static final double IOPS_MAX = 100;

    private static final Duration LOOK = Duration.ofSeconds(1);

    /** A burst, such as the end of a build, is over at a later look; a tenant is not. */
    private static final int LOOKS = 3;

    private static final int SHOWN_COMMAND_LENGTH = 80;

    /** A process that may be a QEMU. */
    record Candidate(long pid, @Nullable String executable, List<String> argv) {}

    /** A disk's load during one look. */
    record Load(String device, double busyShare, double iops) {

        boolean foreign() {
            return busyShare > BUSY_SHARE_MAX || iops > IOPS_MAX;
        }

        String sentence() {
            return "the disk "
                    + device
                    + " is busy "
                    + Figures.significant(busyShare * 100, 2)
                    + " % of the time with "
                    + Figures.significant(iops, 2)
                    + " I/Os a second, none of them berth's";
        }
    }

    /**
     * Looks, for one second, or up to three where a disk seems busy.
     *
     * @param ownPids QEMU processes that are berth's own
     */
    public static Tenants look(List<Path> storages, Set<Long> ownPids) {
        List<String> found = new ArrayList<>();
        for (Candidate process : processes(Path.of("/proc"))) {
            if (isQemu(process) && !ownPids.contains(process.pid)) {
                found.add("the QEMU process " + process.pid + " (" + shown(process) + ")");
            }
        }
        List<String> devices =
                storages.stream()
                        .map(BlockDevice::under)
                        .flatMap(Optional::stream)
                        .map(BlockDevice::name)
                        .distinct()
                        .toList();
        least(devices).stream().filter(Load::foreign).map(Load::sentence).forEach(found::add);
        return new Tenants(List.copyOf(found));
    }

    /** Whether a process is a system emulator, by its executable or, if unreadable, argv[0]. */
    static boolean isQemu(Candidate process) {
        String argv0 = process.argv.isEmpty() ? "" : process.argv.getFirst();
        return isQemuName(process.executable) || isQemuName(argv0);
    }

    private static boolean isQemuName(@Nullable String path) {
        if (path == null) {
            return false;
        }
        String name = path.substring(path.lastIndexOf('/') + 1);
        return name.startsWith("qemu-system") || name.startsWith("qemu-kvm");
    }

    private static String shown(Candidate process) {
        String line = Commands.commandLine(process.argv);
        return line.length() <= SHOWN_COMMAND_LENGTH
                ? line
                : line.substring(0, SHOWN_COMMAND_LENGTH) + " …";
    }

    /** All processes of /proc, or a recorded one, by id. */
    static List<Candidate> processes(Path proc) {
        List<Candidate> processes = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(proc, "[0-9]*")) {
            for (Path entry : entries) {
                candidate(entry).ifPresent(processes::add);
            }
        } catch (IOException e) {
            throw new HostException(
                    proc + " cannot be read: " + Storage.reason(e), "berth needs /proc; mount it");
        }
        processes.sort(Comparator.comparingLong(Candidate::pid));
        return processes;
    }

    private static Optional<Candidate> candidate(Path entry) {
        long pid = Long.parseLong(String.valueOf(entry.getFileName()));
        try {
            String cmdline =
                    Files.readString(entry.resolve("cmdline"), StandardCharsets.ISO_8859_1);
            List<String> argv = cmdline.isEmpty() ? List.of() : List.of(cmdline.split("\0"));
            return Optional.of(new Candidate(pid, executable(entry), argv));
        } catch (IOException e) {
            // It ended since it was listed.
            return Optional.empty();
        }
    }

    /** Null for kernel threads, and for other users' processes where berth is not root. */
    private static @Nullable String executable(Path entry) {
        try {
            return Files.readSymbolicLink(entry.resolve("exe")).toString();
        } catch (IOException e) {
            return null;
        }
    }

    /** Each disk's least load over the looks. */
    private static List<Load> least(List<String> devices) {
        List<Load> least = List.of();
        for (int i = 0; i < LOOKS && !devices.isEmpty(); i++) {
            List<Load> before = least;
            least =
                    loads(devices, LOOK).stream()
                            .map(
                                    load ->
                                            before.stream()
                                                    .filter(b -> b.device.equals(load.device))
                                                    .filter(b -> b.busyShare < load.busyShare)
                                                    .findFirst()
                                                    .orElse(load))
                            .toList();
            if (least.stream().noneMatch(Load::foreign)) {
                break;
            }
        }
        return least;
    }

    private static List<Load> loads(List<String> devices, Duration time) {
        ProcReader reader = new ProcReader();
        long startNs = System.nanoTime();
        String before = reader.read("/proc/diskstats");
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HostException(
                    "interrupted while looking at the disks", "start the run again", e);
        }
        String after = reader.read("/proc/diskstats");
        double seconds = (System.nanoTime() - startNs) / 1e9;
        return devices.stream()
                .map(device -> load(device, before, after, seconds))
                .filter(Objects::nonNull)
                .toList();
    }

    /** The load between two texts of /proc/diskstats; null if the device is not in both. */
    static @Nullable Load load(String device, String before, String after, double seconds) {
        ProcText.Disk b = ProcText.disk(before, device).orElse(null);
        ProcText.Disk a = ProcText.disk(after, device).orElse(null);
        if (b == null || a == null) {
            return null;
        }
        double busyMs = HostReadings.wrapped(a.busyMs() - b.busyMs());
        long ios = a.readIos() + a.writeIos() - b.readIos() - b.writeIos();
        return new Load(device, Math.min(1, busyMs / 1000 / seconds), ios / seconds);
    }
}

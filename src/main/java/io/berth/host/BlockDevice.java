package io.berth.host;

import io.berth.plan.Place;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The disk under a storage directory, or that is one.
 *
 * @param name the kernel's name, as in /proc/diskstats: {@code vda}, {@code nvme0n1}, {@code dm-0}
 * @param storage the directory that was asked about
 */
public record BlockDevice(String name, Path storage) {

    /** stat(2), st_mode: the file type's bits, and those of a block device. */
    private static final int S_IFMT = 0xf000;

    private static final int S_IFBLK = 0x6000;

    private static final Path BY_NUMBER = Path.of("/sys/dev/block");
    private static final Duration FINDMNT_LIMIT = Duration.ofSeconds(10);

    /** Whether a path is a block device, not what lies on one. */
    public static boolean is(Path path) {
        try {
            return Files.exists(path)
                    && ((Integer) Files.getAttribute(path, "unix:mode") & S_IFMT) == S_IFBLK;
        } catch (IOException e) {
            throw new HostException(
                    path + " cannot be examined: " + e.getMessage(),
                    "check its permissions with 'ls -l " + path + "'",
                    e);
        }
    }

    /**
     * The disk under a directory, or under its nearest existing ancestor, or a block device itself.
     * A partition counts as its whole disk; a device-mapper or md device is kept as it is.
     *
     * @return empty where there is no block device: tmpfs, NFS, overlay, ZFS
     * @throws HostException if the directory cannot be examined
     */
    public static Optional<BlockDevice> under(Path storage) {
        if (is(storage)) {
            return wholeDisk(BY_NUMBER, number(storage))
                    .map(name -> new BlockDevice(name, storage));
        }
        return wholeDisk(BY_NUMBER, deviceNumber(storage, "unix:dev"))
                .or(() -> ofMountSource(storage))
                .map(name -> new BlockDevice(name, storage));
    }

    /**
     * The disks under all that the guests of a case use of a place, each once, in order. A block
     * device is its own disk, or a partition of it.
     *
     * @throws HostException if a path cannot be examined
     */
    public static List<BlockDevice> under(Place place, int guests) {
        Map<String, BlockDevice> disks = new LinkedHashMap<>();
        for (int guest = 1; guest <= guests; guest++) {
            Path path = place.of(guest);
            Optional<BlockDevice> disk =
                    place.devices()
                            ? wholeDisk(BY_NUMBER, number(path))
                                    .map(name -> new BlockDevice(name, path))
                            : under(path);
            disk.ifPresent(found -> disks.putIfAbsent(found.name(), found));
        }
        return List.copyOf(disks.values());
    }

    /**
     * File systems with several volumes (btrfs) give their files device numbers of their own: their
     * device is the mount's source, {@code /dev/sda2[/@home]}.
     */
    private static Optional<String> ofMountSource(Path storage) {
        Commands.Output found =
                Commands.run(
                        FINDMNT_LIMIT,
                        List.of(
                                "findmnt",
                                "--noheadings",
                                "--first-only",
                                "--output",
                                "SOURCE",
                                "--target",
                                Storage.nearestExisting(storage).toString()));
        return sourceDevice(found.stdout())
                .flatMap(source -> wholeDisk(BY_NUMBER, deviceNumber(source, "unix:rdev")));
    }

    /** The device file of findmnt's SOURCE; empty for what is none. */
    static Optional<Path> sourceDevice(String source) {
        String stripped = source.strip();
        int bracket = stripped.indexOf('[');
        String device = bracket < 0 ? stripped : stripped.substring(0, bracket);
        return device.startsWith("/dev/") ? Optional.of(Path.of(device)) : Optional.empty();
    }

    /**
     * The whole disk of a device number.
     *
     * @param byNumber /sys/dev/block, or a recorded one
     * @param number {@code 254:0}
     */
    static Optional<String> wholeDisk(Path byNumber, @Nullable String number) {
        Path link = byNumber.resolve(number == null ? "none" : number);
        if (!Files.exists(link)) {
            return Optional.empty();
        }
        try {
            Path device = link.toRealPath();
            // A partition's directory lies in its disk's.
            Path disk = Files.exists(device.resolve("partition")) ? parent(device) : device;
            // The kernel writes '!' where a name has a slash (cciss!c0d0), diskstats the slash.
            return Optional.of(String.valueOf(disk.getFileName()).replace('!', '/'));
        } catch (IOException e) {
            throw new HostException(
                    "the disk " + link + " cannot be examined: " + e.getMessage(),
                    "see 'ls -l /sys/dev/block'",
                    e);
        }
    }

    private static Path parent(Path device) {
        return Objects.requireNonNull(device.getParent(), "a device in /sys has a parent");
    }

    /** {@code major:minor} of a file's device (glibc's 64-bit encoding, sys/sysmacros.h). */
    private static String deviceNumber(Path path, String attribute) {
        Path existing = Storage.nearestExisting(path);
        try {
            return decode((Long) Files.getAttribute(existing, attribute));
        } catch (IOException e) {
            throw new HostException(
                    existing + " cannot be examined: " + e.getMessage(),
                    "check its permissions with 'ls -ld " + existing + "'",
                    e);
        }
    }

    /**
     * {@code major:minor} of a block device's file, as /sys/dev/block names it.
     *
     * @throws HostException if it cannot be examined
     */
    static String number(Path device) {
        return deviceNumber(device, "unix:rdev");
    }

    static String decode(long dev) {
        long major = ((dev >>> 8) & 0xfff) | ((dev >>> 32) & ~0xfffL);
        long minor = (dev & 0xff) | ((dev >>> 12) & 0xffff_ff00L);
        return major + ":" + minor;
    }
}

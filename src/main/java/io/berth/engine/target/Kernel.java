package io.berth.engine.target;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where the kernel and udev tell about devices. Other directories only in tests.
 *
 * @param sys /sys
 * @param proc /proc
 * @param byId /dev/disk/by-id
 * @param udev /run/udev/data
 */
record Kernel(Path sys, Path proc, Path byId, Path udev) {

    static Kernel running() {
        return new Kernel(
                Path.of("/sys"),
                Path.of("/proc"),
                Path.of("/dev/disk/by-id"),
                Path.of("/run/udev/data"));
    }

    private static final int S_IFMT = 0170000;
    private static final int S_IFBLK = 0060000;

    /** The directory of a device, {@code major:minor}, with its links resolved. */
    Path device(String number) {
        Path link = sys.resolve("dev/block").resolve(number);
        try {
            return link.toRealPath();
        } catch (IOException e) {
            throw Refusal.host(
                    "the kernel says nothing of the block device " + number + " in " + link,
                    "mount /sys, or run where it is the host's",
                    e);
        }
    }

    /** {@code major:minor} of a block device; empty for what is none or is not there. */
    Optional<String> blockNumber(Path path) {
        try {
            return kind(path) == S_IFBLK
                    ? Optional.of(number((Long) Files.getAttribute(path, "unix:rdev")))
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** What a file is: the S_IFMT part of its mode (sys/stat.h). */
    static int kind(Path path) throws IOException {
        return (Integer) Files.getAttribute(path, "unix:mode") & S_IFMT;
    }

    /** glibc's encoding of a device number (sys/sysmacros.h). */
    static String number(long dev) {
        long major = ((dev >>> 8) & 0xfff) | ((dev >>> 32) & ~0xfffL);
        long minor = (dev & 0xff) | ((dev >>> 12) & 0xffff_ff00L);
        return major + ":" + minor;
    }

    /** Lines of a file that every kernel has. */
    List<String> lines(Path file) {
        try {
            // Mount points and device names need not be UTF-8.
            return Files.readAllLines(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw Refusal.host(
                    file + " cannot be read: " + e.getMessage(),
                    "without it nobody can tell what is in use; mount /proc and /sys",
                    e);
        }
    }

    /** A small file without its line end; empty if it is not there or the device has none. */
    Optional<String> text(Path file) {
        try {
            String text = Files.readString(file, StandardCharsets.ISO_8859_1).strip();
            return text.isEmpty() ? Optional.empty() : Optional.of(text);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** What is in a directory; nothing if there is none. */
    List<Path> entries(Path directory) {
        List<Path> entries = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
            stream.forEach(entries::add);
        } catch (NoSuchFileException | NotDirectoryException e) {
            return List.of();
        } catch (IOException e) {
            throw Refusal.host(directory + " cannot be read: " + e.getMessage(), "run as root", e);
        }
        entries.sort(null);
        return entries;
    }

    /** Whether a device's directory is a partition's; it then lies in its disk's. */
    static boolean isPartition(Path device) {
        return Files.exists(device.resolve("partition"), LinkOption.NOFOLLOW_LINKS);
    }

    /** The directories of a disk's partitions. */
    List<Path> partitions(Path device) {
        return entries(device).stream().filter(Kernel::isPartition).toList();
    }

    /** {@code major:minor} of a device's directory. */
    String numberOf(Path device) {
        return text(device.resolve("dev"))
                .orElseThrow(
                        () ->
                                Refusal.host(
                                        device + "/dev cannot be read",
                                        "without it nobody can tell what is in use"));
    }

    /** A path as /proc/self/mountinfo, /proc/swaps and sysfs write it: octal for white space. */
    static String unescaped(String text) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) == '\\' && text.substring(i + 1).matches("(?s)[0-7]{3}.*")) {
                out.append((char) Integer.parseInt(text.substring(i + 1, i + 4), 8));
                i += 3;
            } else {
                out.append(text.charAt(i));
            }
        }
        return new String(
                out.toString().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }
}

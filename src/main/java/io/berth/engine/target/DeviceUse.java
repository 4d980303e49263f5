package io.berth.engine.target;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Who uses a block device or a file now: mounts, swap, device mapper, md, bcache, loop devices,
 * processes that have it open for writing (QEMU).
 *
 * <p>A disk is also used by whoever uses a partition of it, a partition by whoever uses its whole
 * disk, a loop device by whoever else uses the file or device under it. What other mount namespaces
 * hold, and the further disks of a btrfs, is not told here but by the exclusive open: see {@link
 * DeviceGuard}.
 */
final class DeviceUse {

    /** O_ACCMODE; 0 is O_RDONLY. */
    private static final int ACCESS_MODE = 3;

    private final Kernel kernel;

    DeviceUse(Kernel kernel) {
        this.kernel = kernel;
    }

    /** The first user of a block device, as the end of a sentence; empty if there is none. */
    Optional<String> of(String number) {
        Path device = kernel.device(number);
        Optional<String> found = ofNode(device, "");
        for (Path partition : kernel.partitions(device)) {
            found = found.or(() -> ofNode(partition, "its partition " + name(partition) + " "));
        }
        if (Kernel.isPartition(device)) {
            Path disk = Objects.requireNonNull(device.getParent());
            found = found.or(() -> ofNode(disk, "its whole disk " + name(disk) + " "));
        }
        return found.or(() -> underneath(device));
    }

    private Optional<String> ofNode(Path device, String subject) {
        String number = kernel.numberOf(device);
        return mounted(number)
                .or(() -> swap(number))
                .or(() -> held(device))
                .or(() -> looped(path -> kernel.blockNumber(path).equals(Optional.of(number))))
                .or(() -> opened(number))
                .map(use -> subject + use);
    }

    private static String name(Path device) {
        return "/dev/" + String.valueOf(device.getFileName()).replace('!', '/');
    }

    /**
     * By the device's number, and by the mount's source: a btrfs mount has a number of its own.
     * /proc/self/mountinfo: id, parent, number, root, mount point, options, …, -, type, source (see
     * proc_pid_mountinfo(5)).
     */
    private Optional<String> mounted(String number) {
        for (String line : kernel.lines(kernel.proc().resolve("self/mountinfo"))) {
            String[] fields = line.split(" ");
            int dash = List.of(fields).indexOf("-");
            if (dash < 0 || dash + 2 >= fields.length) {
                continue;
            }
            Path source = Path.of(Kernel.unescaped(fields[dash + 2]));
            if (fields[2].equals(number)
                    || (source.isAbsolute()
                            && kernel.blockNumber(source).equals(Optional.of(number)))) {
                return Optional.of(
                        "is mounted at "
                                + Kernel.unescaped(fields[4])
                                + " ("
                                + fields[dash + 1]
                                + ")");
            }
        }
        return Optional.empty();
    }

    private List<Path> swaps() {
        return kernel.lines(kernel.proc().resolve("swaps")).stream()
                .skip(1)
                .map(line -> Path.of(Kernel.unescaped(line.split("\\s+")[0])))
                .toList();
    }

    private Optional<String> swap(String number) {
        return swaps().stream()
                .filter(path -> kernel.blockNumber(path).equals(Optional.of(number)))
                .findFirst()
                .map(path -> "is swap space in use (/proc/swaps)");
    }

    private Optional<String> held(Path device) {
        List<Path> holders = kernel.entries(device.resolve("holders"));
        return holders.isEmpty()
                ? Optional.empty()
                : Optional.of("is held by " + described(holders.getFirst()));
    }

    private String described(Path holder) {
        return name(holder)
                + kernel.text(holder.resolve("dm/name"))
                        .map(name -> " (device mapper: " + name + ")")
                        .orElse("");
    }

    /** A loop device that is over what fits. */
    private Optional<String> looped(Predicate<Path> fits) {
        for (Path loop : kernel.entries(kernel.sys().resolve("block"))) {
            Optional<Path> backing = backing(loop);
            if (backing.isPresent() && fits.test(backing.get())) {
                return Optional.of("is under the loop device " + name(loop));
            }
        }
        return Optional.empty();
    }

    private Optional<Path> backing(Path device) {
        return kernel.text(device.resolve("loop/backing_file"))
                .map(Kernel::unescaped)
                .map(Path::of);
    }

    /** Who uses what a loop device lies on, apart from it. */
    private Optional<String> underneath(Path device) {
        Path disk =
                Kernel.isPartition(device) ? Objects.requireNonNull(device.getParent()) : device;
        Optional<Path> backing = backing(disk);
        if (backing.isEmpty()) {
            return Optional.empty();
        }
        Path path = backing.get();
        String subject = "lies on " + path + ", which ";
        Optional<String> number = kernel.blockNumber(path);
        if (number.isPresent()) {
            Path under = kernel.device(number.get());
            String own = kernel.numberOf(under);
            return mounted(own).or(() -> swap(own)).or(() -> held(under)).map(subject::concat);
        }
        return swapFile(path).or(() -> otherLoop(path, disk)).map(subject::concat);
    }

    private Optional<String> otherLoop(Path file, Path except) {
        for (Path loop : kernel.entries(kernel.sys().resolve("block"))) {
            boolean other = !Objects.equals(loop.getFileName(), except.getFileName());
            if (other && backing(loop).filter(path -> same(path, file)).isPresent()) {
                return Optional.of("is also under the loop device " + name(loop));
            }
        }
        return Optional.empty();
    }

    /** Who uses a regular file in a way that writing to it would break. */
    Optional<String> ofFile(Path file) {
        return swapFile(file).or(() -> looped(path -> same(path, file)));
    }

    private Optional<String> swapFile(Path file) {
        return swaps().stream()
                .filter(path -> same(path, file))
                .findFirst()
                .map(path -> "is swap space in use (/proc/swaps)");
    }

    private static boolean same(Path one, Path other) {
        try {
            return Files.isSameFile(one, other);
        } catch (IOException e) {
            // One of them is gone, or of another mount namespace: then it is not this one.
            return false;
        }
    }

    /** A process that has the device open for writing; those of other users only root sees. */
    private Optional<String> opened(String number) {
        String own = Long.toString(ProcessHandle.current().pid());
        for (Path process : kernel.entries(kernel.proc())) {
            String pid = String.valueOf(process.getFileName());
            if (!pid.matches("[0-9]+") || pid.equals(own)) {
                continue;
            }
            for (Path fd : descriptors(process)) {
                if (writes(process, fd, number)) {
                    return Optional.of(
                            "is open for writing by process "
                                    + pid
                                    + kernel.text(process.resolve("comm"))
                                            .map(name -> " (" + name + ")")
                                            .orElse(""));
                }
            }
        }
        return Optional.empty();
    }

    private List<Path> descriptors(Path process) {
        Path fds = process.resolve("fd");
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(fds)) {
            List<Path> found = new ArrayList<>();
            stream.forEach(found::add);
            return found;
        } catch (IOException | DirectoryIteratorException e) {
            // It has ended, or is another user's.
            return List.of();
        }
    }

    private boolean writes(Path process, Path fd, String number) {
        try {
            // Only what is called a device is looked at: a stat of a dead network mount hangs.
            if (!Files.readSymbolicLink(fd).startsWith("/dev")
                    || !kernel.blockNumber(fd).equals(Optional.of(number))) {
                return false;
            }
        } catch (IOException e) {
            return false;
        }
        Path info = process.resolve("fdinfo").resolve(String.valueOf(fd.getFileName()));
        return kernel.text(info).stream()
                .flatMap(String::lines)
                .filter(line -> line.startsWith("flags:"))
                .map(line -> line.substring("flags:".length()).strip())
                .anyMatch(octal -> (Long.parseLong(octal, 8) & ACCESS_MODE) != 0);
    }
}

package io.berth.engine.target;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/**
 * A file that a job names, as it was found.
 *
 * @param file with all symbolic links resolved
 * @param sizeBytes its length; 0 where it is missing
 * @param number {@code major:minor} of a block device; empty for a file
 */
record Target(Path file, Kind kind, long sizeBytes, String number) {

    /** What it is. */
    enum Kind {
        FILE,
        BLOCK_DEVICE,
        MISSING
    }

    private static final int SECTOR_BYTES = 512;

    /** The kernel's own trees: what looks like a file there is a switch. */
    private static final List<Path> KERNELS = List.of(Path.of("/proc"), Path.of("/sys"));

    /** In /dev a new file would be in memory; these are file systems of their own. */
    private static final Path DEVICES = Path.of("/dev");

    private static final Path SHARED_MEMORY = Path.of("/dev/shm");

    /**
     * Finds out.
     *
     * @param job its name, for refusals
     * @throws io.berth.engine.job.EngineException if it is nothing that I/O is measured on
     */
    static Target of(Kernel kernel, String job, Path named) {
        Path path = named.toAbsolutePath().normalize();
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return missing(job, path);
        }
        if (!Files.exists(path)) {
            throw Refusal.job(
                    job,
                    path + " is a symbolic link to nothing, or its target cannot be reached",
                    "see 'ls -l " + path + "'");
        }
        try {
            return existing(kernel, job, path.toRealPath());
        } catch (IOException e) {
            throw Refusal.host(
                    path + " cannot be examined: " + e.getMessage(),
                    "check its permissions with 'ls -l " + path + "'",
                    e);
        }
    }

    private static Target missing(String job, Path path) {
        Path above = path.getParent();
        while (above != null && !Files.exists(above)) {
            above = above.getParent();
        }
        Path at = Objects.requireNonNull(above, "the root exists");
        if (!Files.isDirectory(at)) {
            throw Refusal.job(
                    job,
                    path + " cannot be made: " + at + " is no directory",
                    "give a filename or directory that can be");
        }
        try {
            Path file = at.toRealPath().resolve(at.relativize(path));
            requireOrdinary(job, file);
            if (file.startsWith(DEVICES) && !file.startsWith(SHARED_MEMORY)) {
                throw Refusal.job(
                        job,
                        "there is no device " + file + " (a file of that name would lie in memory)",
                        "see 'lsblk --paths' for what there is");
            }
            return new Target(file, Kind.MISSING, 0, "");
        } catch (IOException e) {
            throw Refusal.host(
                    at + " cannot be examined: " + e.getMessage(),
                    "check its permissions with 'ls -ld " + at + "'",
                    e);
        }
    }

    private static Target existing(Kernel kernel, String job, Path file) throws IOException {
        requireOrdinary(job, file);
        if (Files.isRegularFile(file)) {
            return new Target(file, Kind.FILE, Files.size(file), "");
        }
        if (Files.isDirectory(file)) {
            throw Refusal.job(
                    job, file + " is a directory", "give filename=" + file + "/NAME, or directory");
        }
        String number =
                kernel.blockNumber(file)
                        .orElseThrow(
                                () ->
                                        Refusal.job(
                                                job,
                                                file + " is " + described(file),
                                                "I/O is measured on regular files and block"
                                                        + " devices"));
        long sectors =
                kernel.text(kernel.device(number).resolve("size")).map(Long::parseLong).orElse(0L);
        if (sectors == 0) {
            throw Refusal.job(
                    job,
                    file + " is a block device of no size",
                    "is there a medium in it, a file under the loop device? see 'lsblk'");
        }
        return new Target(file, Kind.BLOCK_DEVICE, sectors * SECTOR_BYTES, number);
    }

    private static void requireOrdinary(String job, Path file) {
        for (Path tree : KERNELS) {
            if (file.startsWith(tree)) {
                throw Refusal.job(
                        job,
                        file + " belongs to the kernel's " + tree,
                        "give a file on the storage that is to be measured");
            }
        }
    }

    private static String described(Path file) {
        try {
            return switch (Kernel.kind(file)) {
                case 0020000 -> "a character device";
                case 0010000 -> "a named pipe";
                case 0140000 -> "a socket";
                default -> "no regular file";
            };
        } catch (IOException e) {
            return "nothing that can be examined (" + e.getMessage() + ")";
        }
    }

    boolean isBlockDevice() {
        return kind == Kind.BLOCK_DEVICE;
    }

    boolean isMissing() {
        return kind == Kind.MISSING;
    }
}

package io.berth.host;

import io.berth.plan.Abilities.StorageAbilities;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;

/**
 * What a storage directory or device can do, found out by doing it with a scratch file of 1 MiB
 * that is removed again. Devices are only read.
 */
final class StorageProbe {

    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final int SCRATCH_BYTES = 1 << 20;
    private static final Path DEV = Path.of("/dev");

    private static final int SECTOR_BYTES = 512;

    private StorageProbe() {}

    /**
     * Tries a directory, or the nearest existing one above it, or a block device.
     *
     * @return empty where nothing can be found out: no file can be made there by this user, or it
     *     is neither
     * @throws HostException if a tool of the trial is missing or hangs
     */
    static Optional<StorageAbilities> probe(Path storage) {
        Path existing = Storage.nearestExisting(storage);
        try {
            if (BlockDevice.is(existing)) {
                return Optional.of(device(existing));
            }
            // What is missing in /dev would be a device; no scratch file belongs there.
            boolean missingDevice = existing.equals(DEV);
            return missingDevice || !Files.isDirectory(existing) || !Files.isWritable(existing)
                    ? Optional.empty()
                    : directory(existing);
        } catch (IOException e) {
            throw new HostException(
                    existing + " cannot be examined: " + Storage.reason(e),
                    "see 'ls -ld " + existing + "'",
                    e);
        }
    }

    // --- directories ---------------------------------------------------------------------------

    private static Optional<StorageAbilities> directory(Path directory) throws IOException {
        Path scratch;
        try {
            scratch = Files.createTempDirectory(directory, ".berth-abilities-");
        } catch (IOException e) { // full, or read-only: the preflight of a run says so
            return Optional.empty();
        }
        try {
            return Optional.of(
                    new StorageAbilities(
                            fileSystem(directory),
                            Storage.directIoRefusal(scratch).orElse(null),
                            givesHolesBack(scratch),
                            sharesExtents(scratch),
                            null));
        } finally {
            remove(scratch);
        }
    }

    /** As findmnt names it; a container may lack the mount, then as statfs(2) does. */
    private static String fileSystem(Path directory) {
        String found =
                Commands.run(
                                LIMIT,
                                List.of(
                                        "findmnt",
                                        "--noheadings",
                                        "--first-only",
                                        "--output",
                                        "FSTYPE",
                                        "--target",
                                        directory.toString()))
                        .stdout()
                        .strip();
        return found.isEmpty() ? Storage.fileSystem(directory) : found;
    }

    /** Whether fewer blocks are allocated after a hole was punched; the exit code proves little. */
    private static boolean givesHolesBack(Path scratch) throws IOException {
        Path file = written(scratch.resolve("hole"));
        long before = allocatedBlocks(file);
        Commands.Output punched =
                Commands.run(
                        LIMIT,
                        List.of(
                                "fallocate",
                                "--punch-hole",
                                "--offset=0",
                                "--length=" + SCRATCH_BYTES,
                                file.toString()));
        return punched.ok() && allocatedBlocks(file) < before;
    }

    private static boolean sharesExtents(Path scratch) throws IOException {
        Path file = written(scratch.resolve("original"));
        return Commands.run(
                        LIMIT,
                        List.of(
                                "cp",
                                "--reflink=always",
                                file.toString(),
                                scratch.resolve("clone").toString()))
                .ok();
    }

    /** A file whose blocks are allocated: not of zeros, which some file systems do not store. */
    private static Path written(Path file) throws IOException {
        byte[] bytes = new byte[SCRATCH_BYTES];
        new Random(SCRATCH_BYTES).nextBytes(bytes);
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            channel.force(true); // delayed allocation is over
        }
        return file;
    }

    private static long allocatedBlocks(Path file) {
        return Long.parseLong(
                Commands.runChecked(LIMIT, "stat", "--format=%b", file.toString())
                        .stdout()
                        .strip());
    }

    private static void remove(Path scratch) throws IOException {
        try (Stream<Path> files = Files.walk(scratch)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    // --- devices -------------------------------------------------------------------------------

    private static StorageAbilities device(Path device) throws IOException {
        String number = BlockDevice.number(device);
        Path sysfs = Path.of("/sys/dev/block", number);
        long bytes = Math.multiplyExact(number(sysfs.resolve("size")), (long) SECTOR_BYTES);
        // A partition has the queue of its disk.
        String disk =
                BlockDevice.wholeDisk(Path.of("/sys/dev/block"), number)
                        .orElseThrow(
                                () ->
                                        new HostException(
                                                device + " is not in " + sysfs.getParent(),
                                                "see 'lsblk " + device + "'"));
        Path queue = Path.of("/sys/block", disk.replace('/', '!'), "queue");
        return new StorageAbilities(
                null,
                directReadRefusal(device).orElse(null),
                number(queue.resolve("discard_max_bytes")) > 0,
                false,
                bytes);
    }

    private static long number(Path file) throws IOException {
        return Long.parseLong(Files.readString(file).strip());
    }

    /** Empty also where this user may not read it: the preflight of a run says that. */
    private static Optional<String> directReadRefusal(Path device) {
        try {
            Storage.readDirectly(device);
            return Optional.empty();
        } catch (AccessDeniedException e) {
            return Optional.empty();
        } catch (IOException | UnsupportedOperationException e) {
            return Optional.of(Storage.reason(e));
        }
    }
}

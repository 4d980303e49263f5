package io.berth.image;

import io.berth.host.HostException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A run's own directory under the storage directory, {@code berth-RUNID}: the only place in which
 * images are made or removed.
 *
 * <p>A file in it says whose it is and is locked while berth uses it. A directory of that name
 * without this file is somebody else's and is refused; one with it, unlocked, is left over from a
 * run that was killed, and is emptied.
 */
final class RunDirectory implements AutoCloseable {

    private static final String OWNER_FILE = "berth-owner.txt";

    private final Path directory;
    private final FileChannel owner;
    private final boolean keep;

    private RunDirectory(Path directory, FileChannel owner, boolean keep) {
        this.directory = directory;
        this.owner = owner;
        this.keep = keep;
    }

    /**
     * @throws HostException if it cannot be made, is not berth's, or is in use
     */
    static RunDirectory open(Path storage, String runId, boolean keep) {
        if (runId.isBlank() || runId.contains("/")) {
            throw new IllegalArgumentException(
                    "'" + runId + "' is no run id: it names a directory");
        }
        Path directory = storage.toAbsolutePath().normalize().resolve("berth-" + runId);
        Path ownerFile = directory.resolve(OWNER_FILE);
        FileChannel owner = null;
        try {
            if (Files.exists(directory) && !Files.exists(ownerFile) && !isEmpty(directory)) {
                throw new HostException(
                        directory + " exists and was not made by berth",
                        "move it away, or name another run with --run-id");
            }
            Files.createDirectories(directory);
            owner =
                    FileChannel.open(
                            ownerFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (lock(owner) == null) {
                owner.close();
                throw new HostException(
                        directory + " is in use by another berth",
                        "wait for it to end, or name another run with --run-id");
            }
            owner.truncate(0);
            owner.write(
                    StandardCharsets.UTF_8.encode(
                            "Images of berth's run " + runId + ", removed when it ends.\n"));
            RunDirectory run = new RunDirectory(directory, owner, keep);
            run.removeLeftovers();
            return run;
        } catch (IOException e) {
            throw new HostException(
                    "no images can be made in " + storage + ": " + reason(e),
                    "check its permissions ('ls -ld "
                            + storage
                            + "'), or name another directory with --storage",
                    e);
        }
    }

    Path path() {
        return directory;
    }

    /** Unlocks it and, unless it is kept, removes it with all that is in it. */
    @Override
    public void close() {
        if (!keep) {
            removeTree(directory);
        }
        try {
            owner.close();
        } catch (IOException e) {
            throw new HostException(
                    directory + " cannot be closed: " + e.getMessage(), "see 'dmesg'", e);
        }
    }

    private void removeLeftovers() throws IOException {
        for (Path entry : entries(directory)) {
            if (!entry.endsWith(OWNER_FILE)) {
                removeTree(entry);
            }
        }
    }

    /** Removes a file or a directory with what is in it; symbolic links are not followed. */
    static void removeTree(Path top) {
        if (!Files.exists(top, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (Stream<Path> walk = Files.walk(top)) {
            for (Path path : walk.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw new HostException(
                    top + " cannot be removed: " + e.getMessage(), "try 'rm -r " + top + "'", e);
        }
    }

    private static @Nullable FileLock lock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            // This very process has it.
            return null;
        }
    }

    private static boolean isEmpty(Path directory) throws IOException {
        return entries(directory).isEmpty();
    }

    private static List<Path> entries(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.toList();
        }
    }

    private static String reason(IOException e) {
        return e.getClass().getSimpleName().replace("Exception", "") + ": " + e.getMessage();
    }
}

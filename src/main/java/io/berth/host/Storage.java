package io.berth.host;

import com.sun.nio.file.ExtendedOpenOption;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a storage directory can do, found by trying, with nothing left behind. */
public final class Storage {

    private Storage() {}

    private static final Duration STAT_LIMIT = Duration.ofSeconds(10);

    /** At least the logical block of any disk that Linux takes by default. */
    private static final int BLOCK_BYTES = 4096;

    /** The path itself, or its nearest ancestor that exists; absolute. */
    static Path nearestExisting(Path path) {
        Path at = path.toAbsolutePath().normalize();
        while (!Files.exists(at) && at.getParent() != null) {
            at = at.getParent();
        }
        return at;
    }

    /**
     * The file system that a path is on, or would be made on, by statfs(2)'s magic number as stat
     * names it ({@code xfs}, {@code tmpfs}, {@code ext2/ext3} also for ext4). Unlike java.nio's
     * file stores it needs no mount table that names the path, which a container may lack.
     */
    public static String fileSystem(Path path) {
        return statFs(path, "%T");
    }

    private static String statFs(Path path, String format) {
        Path existing = nearestExisting(path);
        return Commands.runChecked(
                        STAT_LIMIT,
                        "stat",
                        "--file-system",
                        "--format=" + format,
                        existing.toString())
                .stdout()
                .strip();
    }

    /**
     * Why a directory does not take O_DIRECT, found by writing and reading a block.
     *
     * @param directory exists
     * @return empty if it does
     */
    public static Optional<String> directIoRefusal(Path directory) {
        Path file = null;
        try {
            int block = Math.max(BLOCK_BYTES, Integer.parseInt(statFs(directory, "%S")));
            file = Files.createTempFile(directory, ".berth-direct-", ".tmp");
            ByteBuffer aligned = ByteBuffer.allocateDirect(2 * block).alignedSlice(block);
            aligned.limit(block);
            try (FileChannel channel =
                    FileChannel.open(
                            file,
                            StandardOpenOption.READ,
                            StandardOpenOption.WRITE,
                            ExtendedOpenOption.DIRECT)) {
                channel.write(aligned, 0);
                aligned.rewind();
                channel.read(aligned, 0);
            }
            return Optional.empty();
        } catch (IOException | UnsupportedOperationException e) {
            return Optional.of(reason(e));
        } finally {
            delete(file);
        }
    }

    /**
     * Reads the first block of a device with O_DIRECT.
     *
     * @throws IOException if that does not work
     */
    static void readDirectly(Path device) throws IOException {
        ByteBuffer aligned = ByteBuffer.allocateDirect(2 * BLOCK_BYTES).alignedSlice(BLOCK_BYTES);
        aligned.limit(BLOCK_BYTES);
        try (FileChannel channel =
                FileChannel.open(device, StandardOpenOption.READ, ExtendedOpenOption.DIRECT)) {
            channel.read(aligned, 0);
        }
    }

    /**
     * Why no file can be made in a directory. Missing directories are made for the trial and
     * removed again.
     *
     * @param alsoDirect whether a file must take O_DIRECT, too
     * @return empty if all is well
     */
    static Optional<String> refusal(Path directory, boolean alsoDirect) {
        List<Path> made = new ArrayList<>();
        try {
            makeMissing(directory.toAbsolutePath().normalize(), made);
            Path file = Files.createTempFile(directory, ".berth-trial-", ".tmp");
            Files.delete(file);
            return alsoDirect
                    ? directIoRefusal(directory).map(why -> "it does not take O_DIRECT: " + why)
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.of(reason(e));
        } finally {
            made.reversed().forEach(Storage::delete);
        }
    }

    private static void makeMissing(Path directory, List<Path> made) throws IOException {
        if (Files.isDirectory(directory)) {
            return;
        }
        Path parent = directory.getParent();
        if (parent != null) {
            makeMissing(parent, made);
        }
        Files.createDirectory(directory);
        made.add(directory);
    }

    /** What a failure says; a bare path is all that some exceptions carry. */
    static String reason(Exception e) {
        String name = e.getClass().getSimpleName().replace("Exception", "");
        return e.getMessage() == null ? name : name + ": " + e.getMessage();
    }

    /** Removes what a trial made. */
    private static void delete(@Nullable Path path) {
        try {
            if (path != null) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw new HostException(
                    "a trial file cannot be removed: " + reason(e), "remove " + path, e);
        }
    }
}

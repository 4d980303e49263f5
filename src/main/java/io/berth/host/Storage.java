package io.berth.host;

import com.sun.nio.file.ExtendedOpenOption;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a storage directory can do, found by trying, with nothing left behind. */
public final class Storage {

    private Storage() {}

    /** The path itself, or its nearest ancestor that exists; absolute. */
    static Path nearestExisting(Path path) {
        Path at = path.toAbsolutePath().normalize();
        while (!Files.exists(at) && at.getParent() != null) {
            at = at.getParent();
        }
        return at;
    }

    /** The kernel's name of the file system that a directory is on, or would be made on. */
    static String fileSystem(Path directory) {
        Path existing = nearestExisting(directory);
        try {
            return Files.getFileStore(existing).type();
        } catch (IOException e) {
            throw new HostException(
                    "the file system of " + existing + " cannot be told: " + reason(e),
                    "see 'findmnt --target " + existing + "'",
                    e);
        }
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
            int block =
                    Math.toIntExact(Math.max(4096, Files.getFileStore(directory).getBlockSize()));
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

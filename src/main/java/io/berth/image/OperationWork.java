package io.berth.image;

import io.berth.host.HostException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The directory beside a run's images for what an operation makes; empty at first, and removed with
 * all that is in it when this is closed.
 */
public record OperationWork(Path path) implements AutoCloseable {

    /**
     * Makes it anew, in a storage directory of the run.
     *
     * @throws HostException if it cannot be made
     */
    public static OperationWork in(Images store, Path storage) {
        Path path = store.directory(storage).resolve("operation");
        RunDirectory.removeTree(path);
        try {
            return new OperationWork(Files.createDirectories(path));
        } catch (IOException e) {
            throw new HostException(
                    path + " cannot be made: " + e.getMessage(),
                    "check its permissions and free space ('df -hi " + path.getParent() + "')",
                    e);
        }
    }

    @Override
    public void close() {
        RunDirectory.removeTree(path);
    }
}

package io.berth.image;

import io.berth.host.Commands;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** A small file system of a test's own; needs root, as berth's hosts give it. */
record Mount(Path path) implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    static Mount tmpfs(Path under, String options) {
        try {
            Path path = Files.createDirectory(under.resolve("mount"));
            Commands.runChecked(
                    LIMIT, "mount", "-t", "tmpfs", "-o", options, "berth-it", path.toString());
            return new Mount(path);
        } catch (IOException e) {
            throw new AssertionError("no mount point in " + under, e);
        }
    }

    @Override
    public void close() {
        Commands.runChecked(LIMIT, "umount", path.toString());
        try {
            Files.delete(path);
        } catch (IOException e) {
            throw new AssertionError(path + " stays", e);
        }
    }
}

package io.berth.image;

import io.berth.host.Commands;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A small file system of a test's own; needs root, as berth's hosts give it. */
record Mount(Path path) implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final int ATTEMPTS = 50;

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

    /** What a killed process held open is let go a moment after it has ended. */
    private void unmount() {
        for (int attempt = 1; attempt < ATTEMPTS; attempt++) {
            if (Commands.run(LIMIT, List.of("umount", path.toString())).ok()) {
                return;
            }
            pause();
        }
        Commands.runChecked(LIMIT, "umount", path.toString());
    }

    private static void pause() {
        try {
            Thread.sleep(100);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        unmount();
        try {
            Files.delete(path);
        } catch (IOException e) {
            throw new AssertionError(path + " stays", e);
        }
    }
}

package io.berth.image;

import io.berth.host.HostException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** An image that was found damaged, put where no run removes it. */
final class KeptImage {

    private KeptImage() {}

    /**
     * Moves all files of an image into a directory that is made for it, on the same file system;
     * chains stay whole, since backing files are named without a directory.
     *
     * @param directory the one to make; another number is appended if it is taken
     * @return where the active image is now
     */
    static Path move(PreparedImage image, Path directory) {
        Path target = directory;
        try {
            Files.createDirectories(target.resolveSibling("."));
            for (int attempt = 2; Files.exists(target); attempt++) {
                target = directory.resolveSibling(directory.getFileName() + "-" + attempt);
            }
            Files.createDirectory(target);
            for (Path file : image.paths()) {
                Files.move(file, target.resolve(file.getFileName()));
            }
            Path secret = image.disk().secret();
            if (secret != null) {
                Files.copy(secret, target.resolve(secret.getFileName()));
            }
            return target.resolve(image.file().getFileName());
        } catch (IOException e) {
            throw new HostException(
                    image.file() + " is damaged and cannot be kept in " + target + ": " + e,
                    "run it again with --keep-images",
                    e);
        }
    }
}

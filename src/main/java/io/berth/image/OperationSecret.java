package io.berth.image;

import io.berth.host.HostException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;

/** The passphrase of an encrypted image that an operation makes of one that is not. */
final class OperationSecret {

    private static final int RANDOM_BYTES = 24;

    private OperationSecret() {}

    /** A new file with a random passphrase, which only its owner reads. */
    static Path in(Path directory) {
        Path file = directory.resolve("secret");
        byte[] random = new byte[RANDOM_BYTES];
        new SecureRandom().nextBytes(random);
        try {
            Files.createFile(
                    file,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rw-------")));
            Files.writeString(file, HexFormat.of().formatHex(random), StandardCharsets.US_ASCII);
            return file;
        } catch (IOException e) {
            throw new HostException(
                    file + " cannot be made: " + e.getMessage(),
                    "check the directory's permissions and free space",
                    e);
        }
    }
}

package io.berth.image;

import io.berth.host.HostException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Set;

/**
 * The passphrase of a run's encrypted images: a random one, in a file that only its owner reads.
 */
final class Secret {

    private static final int RANDOM_BYTES = 24;

    private Secret() {}

    /** The file, made with a passphrase of 192 random bits in hexadecimal if it is not there. */
    static Path in(Path directory) {
        Path file = directory.resolve("secret");
        if (Files.exists(file)) {
            return file;
        }
        byte[] random = new byte[RANDOM_BYTES];
        new SecureRandom().nextBytes(random);
        byte[] text = HexFormat.of().formatHex(random).getBytes(StandardCharsets.US_ASCII);
        try (SeekableByteChannel channel =
                Files.newByteChannel(
                        file,
                        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rw-------")))) {
            channel.write(ByteBuffer.wrap(text));
            return file;
        } catch (IOException e) {
            throw new HostException(
                    file + " cannot be made: " + e.getMessage(),
                    "check the directory's permissions and free space",
                    e);
        }
    }
}

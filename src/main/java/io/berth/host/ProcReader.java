package io.berth.host;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads small files of /proc and /sys, again and again, into one buffer. Not safe for several
 * threads.
 */
final class ProcReader {

    private byte[] buffer = new byte[16 << 10];

    /** The whole text, or null where the file is gone, the process ended or the kernel refuses. */
    @Nullable String readOrNull(String file) {
        try (FileInputStream in = new FileInputStream(file)) {
            int length = 0;
            for (int n; (n = in.read(buffer, length, buffer.length - length)) > 0; ) {
                length += n;
                if (length == buffer.length) {
                    buffer = Arrays.copyOf(buffer, 2 * buffer.length);
                }
            }
            return new String(buffer, 0, length, StandardCharsets.UTF_8);
        } catch (IOException e) {
            return null;
        }
    }

    /**
     * The whole text.
     *
     * @throws HostException if it cannot be read
     */
    String read(String file) {
        String text = readOrNull(file);
        if (text == null) {
            throw new HostException(
                    file + " cannot be read", "berth needs /proc and /sys; mount them");
        }
        return text;
    }

    Optional<String> find(String file) {
        return Optional.ofNullable(readOrNull(file));
    }
}

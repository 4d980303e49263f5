package io.berth.host;

import java.nio.file.Path;
import java.util.Optional;

/**
 * The disk under a storage directory.
 *
 * @param name the kernel's name, as in /proc/diskstats ({@code vda}, {@code dm-0})
 */
public record BlockDevice(String name, Path storage) {
    public static Optional<BlockDevice> under(Path storage) {
        throw new UnsupportedOperationException();
    }
}

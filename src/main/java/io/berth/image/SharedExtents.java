package io.berth.image;

import io.berth.host.Commands;
import io.berth.host.HostException;
import io.berth.host.Storage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;

/**
 * Whether an image shares extents with another file. Shared extents are copied on the first write
 * and deduplicated in caches: what is measured would not be the image's own.
 *
 * <p>Asked of filefrag (FIEMAP_EXTENT_SHARED) on file systems that can share; on others, such as
 * ext4, there is nothing to ask.
 */
final class SharedExtents {

    private static final Set<String> SHARING_FILE_SYSTEMS =
            Set.of("xfs", "btrfs", "bcachefs", "ocfs2");

    private static final Duration LIMIT = Duration.ofMinutes(2);

    private SharedExtents() {}

    /**
     * @throws HostException if the image shares extents, or nobody can tell
     */
    static void refuse(Path file) {
        if (!SHARING_FILE_SYSTEMS.contains(Storage.fileSystem(file))) {
            return;
        }
        Commands.Output output = Commands.runChecked(LIMIT, "filefrag", "-v", file.toString());
        long shared = count(output.stdout());
        if (shared > 0) {
            throw new HostException(
                    file + " shares " + shared + " extents with other files",
                    "does a deduplicator or a snapshot work on the storage directory? keep it away"
                            + " from berth's directory");
        }
    }

    /** The extents that {@code filefrag -v} flags as shared, the last column. */
    static long count(String filefrag) {
        return filefrag.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && Character.isDigit(line.charAt(0)))
                .filter(line -> line.indexOf(':') > 0)
                .map(line -> line.substring(line.lastIndexOf(':') + 1))
                .filter(flags -> flags.contains("shared"))
                .count();
    }
}

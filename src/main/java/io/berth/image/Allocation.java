package io.berth.image;

import io.berth.host.Commands;
import io.berth.host.HostException;
import io.berth.plan.ImageConfig;
import io.berth.units.ByteSize;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * How many blocks the host allocated for an image, and whether that is what its preallocation
 * promises. qemu-img ends with exit code 0 where it ignored the option, so only this tells.
 */
final class Allocation {

    private static final Duration STAT_LIMIT = Duration.ofSeconds(10);

    /** Metadata of an image that is not preallocated: L1, L2 and refcount tables, and a reserve. */
    private static final int METADATA_CLUSTERS = 8;

    private static final long CLUSTER_BYTES_MIN = 64 << 10;
    private static final int WELL_BELOW = 4;

    /** Extent-tree blocks of the file system count as allocated and come and go. */
    private static final long TOLERANCE_BYTES = 1 << 20;

    private static final long TOLERANCE_PARTS = 1000;

    private Allocation() {}

    /**
     * The bytes allocated, by stat(1), which qemu-img's actual-size must agree with.
     *
     * @throws HostException if it does not
     */
    static long read(Path file, QemuImg.Info info) {
        Commands.Output output =
                Commands.runChecked(STAT_LIMIT, "stat", "--format=%b %B", file.toString());
        String[] counts = output.stdout().strip().split(" ", -1);
        long bytes = Math.multiplyExact(Long.parseLong(counts[0]), Long.parseLong(counts[1]));
        if (!same(bytes, info.actualBytes())) {
            throw new HostException(
                    file
                            + ": stat counts "
                            + ByteSize.of(bytes).display()
                            + " allocated, qemu-img "
                            + ByteSize.of(info.actualBytes()).display(),
                    "is something else writing to it? see 'fuser -v " + file + "'");
        }
        return bytes;
    }

    /** Whether two readings are the same but for the file system's own blocks. */
    static boolean same(long oneBytes, long otherBytes) {
        long tolerance = Math.max(TOLERANCE_BYTES, otherBytes / TOLERANCE_PARTS);
        return Math.abs(oneBytes - otherBytes) <= tolerance;
    }

    /**
     * Why a new image is not what its preallocation promises: falloc and full have at least the
     * virtual size allocated, off and metadata at most a quarter of it, or a few clusters.
     */
    static Optional<String> broken(ImageConfig config, long allocatedBytes, long clusterBytes) {
        long size = config.size().bytes();
        String found =
                "preallocation="
                        + config.preallocation().word()
                        + " was not honoured: "
                        + ByteSize.of(allocatedBytes).display()
                        + " of "
                        + config.size().display()
                        + " allocated";
        boolean honoured =
                switch (config.preallocation()) {
                    case FALLOC, FULL -> allocatedBytes >= size;
                    case OFF, METADATA ->
                            allocatedBytes
                                    <= Math.max(
                                            size / WELL_BELOW,
                                            METADATA_CLUSTERS
                                                    * Math.max(CLUSTER_BYTES_MIN, clusterBytes));
                };
        return honoured ? Optional.empty() : Optional.of(found);
    }
}

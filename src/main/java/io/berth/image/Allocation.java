package io.berth.image;

import io.berth.host.Commands;
import io.berth.host.HostException;
import io.berth.plan.ImageConfig;
import io.berth.profile.Preallocation;
import io.berth.units.ByteSize;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How many blocks the host allocated for an image, over all of its files, and whether that is what
 * its preallocation promises. qemu-img ends with exit code 0 where it ignored the option, so only
 * this tells.
 */
final class Allocation {

    private static final Duration STAT_LIMIT = Duration.ofSeconds(10);

    /** Metadata of an image that is not preallocated: L1, L2 and refcount tables, and a reserve. */
    private static final int METADATA_CLUSTERS = 8;

    /** The headers and key slots of LUKS take 2 MiB, logs and tables of others less. */
    private static final long METADATA_BYTES = 4 << 20;

    private static final long CLUSTER_BYTES_MIN = 64 << 10;
    private static final int WELL_BELOW = 4;

    /** Extent-tree blocks of the file system count as allocated and come and go. */
    private static final long TOLERANCE_BYTES = 1 << 20;

    private static final long TOLERANCE_PARTS = 1000;

    private Allocation() {}

    /**
     * A file's length, and its blocks by st_blocks.
     *
     * <p>Of a block device both are its size.
     */
    record Of(long apparentBytes, long allocatedBytes) {}

    /** Of each file, by stat(1). */
    static List<Of> read(List<Path> files) {
        if (files.isEmpty()) {
            return List.of();
        }
        List<String> argv = new ArrayList<>(List.of("stat", "--format=%F:%s:%b:%B", "--"));
        files.forEach(file -> argv.add(file.toString()));
        List<String> lines =
                Commands.runChecked(STAT_LIMIT, argv).stdout().strip().lines().toList();
        List<Of> found = new ArrayList<>();
        for (int i = 0; i < files.size(); i++) {
            String[] words = lines.get(i).split(":", -1);
            if (words[0].startsWith("block")) {
                long bytes = deviceBytes(files.get(i));
                found.add(new Of(bytes, bytes));
            } else {
                found.add(
                        new Of(
                                Long.parseLong(words[1]),
                                Math.multiplyExact(
                                        Long.parseLong(words[2]), Long.parseLong(words[3]))));
            }
        }
        return found;
    }

    /** The size of a block device. */
    static long deviceBytes(Path device) {
        try (FileChannel channel = FileChannel.open(device, StandardOpenOption.READ)) {
            return channel.size();
        } catch (IOException e) {
            throw new HostException(
                    device + " cannot be opened: " + e.getMessage(),
                    "run as root, or as a member of group disk",
                    e);
        }
    }

    /** Allocated bytes of files together. */
    static long sum(List<Path> files) {
        return read(files).stream().mapToLong(Of::allocatedBytes).sum();
    }

    /** What qemu-img's actual-size must agree with; it counts extents, but no data file. */
    static void requireSame(Path file, long allocatedBytes, QemuImg.Info info) {
        if (!same(allocatedBytes, info.actualBytes())) {
            throw new HostException(
                    file
                            + ": stat counts "
                            + ByteSize.of(allocatedBytes).display()
                            + " allocated, qemu-img "
                            + ByteSize.of(info.actualBytes()).display(),
                    "is something else writing to it? see 'fuser -v " + file + "'");
        }
    }

    /** Whether two readings are the same but for the file system's own blocks. */
    static boolean same(long oneBytes, long otherBytes) {
        long tolerance = Math.max(TOLERANCE_BYTES, otherBytes / TOLERANCE_PARTS);
        return Math.abs(oneBytes - otherBytes) <= tolerance;
    }

    /**
     * Why a new image is not what its preallocation promises: falloc, full and reserved have at
     * least the virtual size allocated, off and metadata at most a quarter of it, or metadata.
     *
     * @param allocatedBytes of the active image, over all its files
     */
    static Optional<String> broken(ImageConfig config, long allocatedBytes, long clusterBytes) {
        long size = config.size().bytes();
        boolean whole =
                config.reserved()
                        || switch (config.preallocation()) {
                            case FALLOC, FULL -> true;
                            case OFF, METADATA -> false;
                        };
        long most =
                Math.max(
                        size / WELL_BELOW,
                        METADATA_BYTES
                                + METADATA_CLUSTERS * Math.max(CLUSTER_BYTES_MIN, clusterBytes));
        if (whole ? allocatedBytes >= size : allocatedBytes <= most) {
            return Optional.empty();
        }
        String asked =
                config.reserved() && config.preallocation() == Preallocation.OFF
                        ? "fallocate"
                        : "preallocation=" + config.preallocation().word();
        return Optional.of(
                asked
                        + " was not honoured: "
                        + ByteSize.of(allocatedBytes).display()
                        + " of "
                        + config.size().display()
                        + " allocated");
    }
}

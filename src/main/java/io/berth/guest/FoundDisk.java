package io.berth.guest;

import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * What was read of one disk, before it is compared with what was asked for.
 *
 * @param fdFlags by file of the image (the active one, backing files, data file, extents) the flags
 *     of QEMU's descriptors, octal as the kernel prints them; none for a file that is not open
 * @param protocols the nodes that open the files, the active image's first
 * @param formats the nodes that read the formats, the active image's first
 * @param writeback whether the device has a write cache, by query-block
 * @param backingDepth the backing files under the active image, by query-block
 * @param aio its word, or what was found instead
 * @param iothread whether a thread of its own serves the device
 * @param queues num-queues of the device; null if it has no such property, as the next two
 * @param machine QEMU's name of the machine type, with its version
 * @param seen what the guest shows
 */
record FoundDisk(
        SortedMap<Path, List<String>> fdFlags,
        List<Node> protocols,
        List<Node> formats,
        boolean writeback,
        int backingDepth,
        String aio,
        boolean iothread,
        @Nullable Integer queues,
        @Nullable Integer queueSize,
        @Nullable Boolean packed,
        String machine,
        GuestDisk seen) {

    /** A block node, by query-named-block-nodes. */
    record Node(
            String name,
            String driver,
            boolean direct,
            boolean noFlush,
            boolean encrypted,
            String detectZeroes) {}
}

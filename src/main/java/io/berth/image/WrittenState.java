package io.berth.image;

import io.berth.profile.Format;
import io.berth.units.ByteSize;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether an image that stands alone is written in every block.
 *
 * <p>Two maps are laid over each other. The format's own says where each block of the guest's disk
 * is in the file: all must be data. It does not say whether the file really holds it there (qcow2
 * with preallocation=falloc calls everything data), so the file's own map (SEEK_HOLE, to which
 * unwritten extents are holes) must show no hole in any of these places.
 *
 * <p>Some formats do not tell places (vhdx, luks, encrypted qcow2), or tell them in several files
 * (vmdk of more than one extent): there the data of all files must be as much as the disk is large.
 */
final class WrittenState {

    private WrittenState() {}

    /** Why the image is not fully written; empty if it is. */
    static Optional<String> missing(PreparedImage image) {
        long sizeBytes = image.config().size().bytes();
        List<QemuImg.Extent> disk = QemuImg.map(image.disk());
        Path single = single(image);
        if (single != null && disk.stream().allMatch(e -> !e.data() || e.offset() >= 0)) {
            List<QemuImg.Extent> inFile =
                    image.config().format() == Format.RAW ? disk : inFile(single);
            return missing(disk, inFile, sizeBytes);
        }
        Optional<String> holes = holes(disk, sizeBytes);
        if (holes.isPresent()) {
            return holes;
        }
        long dataBytes =
                image.paths().stream()
                        .flatMap(path -> inFile(path).stream())
                        .filter(QemuImg.Extent::data)
                        .mapToLong(QemuImg.Extent::length)
                        .sum();
        return dataBytes >= sizeBytes
                ? Optional.empty()
                : Optional.of(
                        "its files hold "
                                + ByteSize.of(dataBytes).display()
                                + " of data for a disk of "
                                + ByteSize.of(sizeBytes).display());
    }

    /** The one file in which all data lies; null if there are several. */
    private static @Nullable Path single(PreparedImage image) {
        List<Path> paths = image.paths();
        // An active image with one extent or data file beside it holds only metadata itself.
        return paths.size() <= 2 ? paths.getLast() : null;
    }

    private static List<QemuImg.Extent> inFile(Path file) {
        return QemuImg.map(DiskImage.of(file, Format.RAW));
    }

    static Optional<String> missing(
            List<QemuImg.Extent> disk, List<QemuImg.Extent> inFile, long sizeBytes) {
        Optional<String> none = holes(disk, sizeBytes);
        if (none.isPresent()) {
            return none;
        }
        List<QemuImg.Extent> holes = inFile.stream().filter(e -> !e.data()).toList();
        long holeBytes = 0;
        for (QemuImg.Extent hole : holes) {
            for (QemuImg.Extent part : disk) {
                long start = Math.max(hole.start(), part.offset());
                long end = Math.min(hole.end(), part.offset() + part.length());
                holeBytes += Math.max(0, end - start);
            }
        }
        return holeBytes == 0
                ? Optional.empty()
                : Optional.of(
                        ByteSize.of(holeBytes).display()
                                + " of "
                                + ByteSize.of(sizeBytes).display()
                                + " are holes in the file");
    }

    private static Optional<String> holes(List<QemuImg.Extent> disk, long sizeBytes) {
        long dataBytes =
                disk.stream().filter(QemuImg.Extent::data).mapToLong(QemuImg.Extent::length).sum();
        return dataBytes >= sizeBytes
                ? Optional.empty()
                : Optional.of(
                        ByteSize.of(sizeBytes - dataBytes).display()
                                + " of "
                                + ByteSize.of(sizeBytes).display()
                                + " are holes or zeros");
    }

    /**
     * Which chunk is not read from the layer that it was dealt to; empty if each is.
     *
     * @param map of the whole chain
     */
    static Optional<String> misplaced(List<QemuImg.Extent> map, Deal deal) {
        int depth = deal.layers().size() - 1;
        Map<Integer, Integer> dealt = new HashMap<>();
        for (int layer = 0; layer <= depth; layer++) {
            for (int chunk : deal.layers().get(layer)) {
                dealt.put(chunk, layer);
            }
        }
        for (QemuImg.Extent part : map) {
            int found = depth - part.depth();
            long last = (part.end() - 1) / deal.chunkBytes();
            for (long chunk = part.start() / deal.chunkBytes(); chunk <= last; chunk++) {
                Integer layer = dealt.get((int) chunk);
                if (!part.data() || layer == null || layer != found) {
                    return Optional.of(
                            "the block at "
                                    + Math.max(part.start(), chunk * deal.chunkBytes())
                                    + " is read from layer "
                                    + found
                                    + (part.data() ? "" : " as zeros")
                                    + " and was written into layer "
                                    + layer);
                }
            }
        }
        return Optional.empty();
    }
}

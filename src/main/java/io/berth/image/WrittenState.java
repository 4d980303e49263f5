package io.berth.image;

import io.berth.plan.ImageConfig;
import io.berth.profile.Format;
import io.berth.units.ByteSize;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Whether an image is written in every block.
 *
 * <p>Two maps are laid over each other. The format's own says where each block of the guest's disk
 * is in the file: all must be data. It does not say whether the file really holds it there (qcow2
 * with preallocation=falloc calls everything data), so the file's own map (SEEK_HOLE, to which
 * unwritten extents are holes) must show no hole in any of these places.
 */
final class WrittenState {

    private WrittenState() {}

    /** Why the image is not fully written; empty if it is. */
    static Optional<String> missing(Path file, ImageConfig config) {
        List<QemuImg.Extent> disk = QemuImg.map(file, config.format());
        List<QemuImg.Extent> inFile =
                config.format() == Format.RAW ? disk : QemuImg.map(file, Format.RAW);
        return missing(disk, inFile, config.size().bytes());
    }

    static Optional<String> missing(
            List<QemuImg.Extent> disk, List<QemuImg.Extent> inFile, long sizeBytes) {
        long dataBytes =
                disk.stream().filter(QemuImg.Extent::data).mapToLong(QemuImg.Extent::length).sum();
        if (dataBytes != sizeBytes) {
            return Optional.of(
                    ByteSize.of(sizeBytes - dataBytes).display()
                            + " of "
                            + ByteSize.of(sizeBytes).display()
                            + " are holes or zeros");
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
}

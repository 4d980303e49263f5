package io.berth.image;

import io.berth.profile.Format;
import io.berth.results.ImageCheck;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What became of an image: whether it is sound, and still what it was prepared to be. */
final class ImageState {

    private static final int SAMPLE_BYTES = 64 << 10;
    private static final int SAMPLES = 16;

    private ImageState() {}

    /** What qemu-img check finds in all layers together: figures are sums. */
    static ImageCheck check(DiskImage disk) {
        List<ImageCheck> checks = new ArrayList<>();
        List<String> said = new ArrayList<>();
        for (int layer = 0; layer < disk.layers().size(); layer++) {
            if (disk.layers().get(layer).format() == Format.RAW) {
                continue;
            }
            ImageCheck check = QemuImg.check(disk, layer);
            if (check.supported()) {
                checks.add(check);
                if (!check.text().isEmpty()) {
                    said.add(disk.layers().get(layer).file().getFileName() + ": " + check.text());
                }
            }
        }
        if (checks.isEmpty()) {
            return ImageCheck.NOT_SUPPORTED;
        }
        return new ImageCheck(
                true,
                // Corruption (2) is worse than leaks (3), and what was not checked (1) than both.
                checks.stream().mapToInt(ImageCheck::exit).filter(e -> e != 0).min().orElse(0),
                checks.stream().mapToLong(ImageCheck::corruptions).sum(),
                checks.stream().mapToLong(ImageCheck::leaks).sum(),
                checks.stream().mapToLong(ImageCheck::checkErrors).sum(),
                sum(checks, ImageCheck::totalClusters),
                sum(checks, ImageCheck::allocatedClusters),
                sum(checks, ImageCheck::fragmentedClusters),
                sum(checks, ImageCheck::compressedClusters),
                String.join("; ", said));
    }

    private static @Nullable Long sum(
            List<ImageCheck> checks, Function<ImageCheck, @Nullable Long> figure) {
        Long sum = null;
        for (ImageCheck check : checks) {
            Long one = figure.apply(check);
            if (one != null) {
                sum = (sum == null ? 0 : sum) + one;
            }
        }
        return sum;
    }

    /** Why an image's data are not to be trusted; null if it is sound. */
    static @Nullable String broken(PreparedImage image, ImageCheck check) {
        if (check.corrupt()) {
            return "qemu-img check found "
                    + check.corruptions()
                    + " corruptions and "
                    + check.checkErrors()
                    + " check errors (exit code "
                    + check.exit()
                    + ")"
                    + (check.text().isEmpty() ? "" : ": " + check.text());
        }
        long bytes = image.config().size().bytes();
        boolean raw = image.config().format() == Format.RAW;
        if (!raw || image.files().getFirst().role().equals("device")) {
            return null;
        }
        long length = Allocation.read(List.of(image.file())).getFirst().apparentBytes();
        return length == bytes ? null : "its length is " + length + " instead of " + bytes;
    }

    /** What differs from the state in which a written image was prepared. */
    static Optional<String> changed(Site site, PreparedImage image) {
        if (site.device()) {
            return zeros(site.directory(), image.config().size().bytes());
        }
        for (Path file : image.paths()) {
            if (!Files.exists(file)) {
                return Optional.of(file.getFileName() + " is gone");
            }
        }
        // First: the other questions are asked of an image that can be read.
        ImageCheck check = check(image.disk());
        if (check.supported() && check.exit() != 0) {
            return Optional.of(
                    "qemu-img check ended with exit code "
                            + check.exit()
                            + ": "
                            + check.corruptions()
                            + " corruptions, "
                            + check.leaks()
                            + " leaked clusters "
                            + check.text());
        }
        Optional<String> missing = WrittenState.missing(image);
        if (missing.isPresent()) {
            return missing;
        }
        long allocatedBytes = Allocation.sum(image.paths());
        return Allocation.same(allocatedBytes, image.allocatedBytes())
                ? Optional.empty()
                : Optional.of(
                        "it had "
                                + image.allocatedBytes()
                                + " bytes allocated and now has "
                                + allocatedBytes);
    }

    /** A device has no map: what was discarded reads as zeros on most, and is looked for there. */
    private static Optional<String> zeros(Path device, long sizeBytes) {
        int block = (int) Math.min(SAMPLE_BYTES, sizeBytes);
        try (FileChannel channel = FileChannel.open(device, StandardOpenOption.READ)) {
            for (int i = 0; i < SAMPLES; i++) {
                long at = (sizeBytes - block) / (SAMPLES - 1) * i;
                ByteBuffer buffer = ByteBuffer.allocate(block);
                while (buffer.hasRemaining() && channel.read(buffer, at + buffer.position()) > 0) {}
                if (buffer.flip().mismatch(ByteBuffer.allocate(block)) < 0) {
                    return Optional.of("the block at " + at + " reads as zeros");
                }
            }
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of("it cannot be read: " + e.getMessage());
        }
    }
}

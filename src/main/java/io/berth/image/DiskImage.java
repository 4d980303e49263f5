package io.berth.image;

import io.berth.profile.Format;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The files of an image, as QEMU has to open them.
 *
 * @param layers the active image first, then its backing file, and so on to the base
 * @param dataFile qcow2's external data file of the active image; null if it has none
 * @param secret the file with the passphrase of encrypted layers; null if none is encrypted
 */
public record DiskImage(List<Layer> layers, @Nullable Path dataFile, @Nullable Path secret) {

    /**
     * One file of a chain; a block device for disks on one.
     *
     * @param encrypted whether it opens only with the secret
     */
    public record Layer(Path file, Format format, boolean encrypted) {

        /** One that is not encrypted, unless its format always is. */
        public Layer(Path file, Format format) {
            this(file, format, format == Format.LUKS);
        }
    }

    public DiskImage {
        layers = List.copyOf(layers);
        if (layers.isEmpty()) {
            throw new IllegalArgumentException("an image without a file");
        }
    }

    /** A single file. */
    public static DiskImage of(Path file, Format format) {
        return new DiskImage(List.of(new Layer(file, format)), null, null);
    }

    /** The image that the guest writes. */
    public Path active() {
        return layers.getFirst().file();
    }
}

package io.berth.image;

import io.berth.host.HostException;
import io.berth.plan.ImageConfig;
import io.berth.profile.Encryption;
import io.berth.profile.Format;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where the files of one guest's image are, or are to be.
 *
 * <p>Layers are numbered from the base, which is 0, to the active image, which is the chain's
 * depth. A shared base is one for the guests whose images lie in the same directory.
 *
 * @param directory of the files; the block device itself for a disk on one
 * @param device whether it is a block device
 * @param secret the file with the passphrase; null if no layer is encrypted
 */
record Site(ImageConfig config, int guest, Path directory, boolean device, @Nullable Path secret) {

    int depth() {
        return config.backing().depth();
    }

    /** The file of a layer: {@code guest-01.qcow2}, {@code guest-01.base.raw}, {@code base.raw}. */
    Path file(int layer) {
        if (device) {
            return directory;
        }
        String extension = "." + format(layer).word();
        String own = "guest-%02d".formatted(guest);
        if (layer == depth()) {
            return directory.resolve(own + extension);
        }
        if (layer > 0) {
            return directory.resolve(own + ".l" + layer + extension);
        }
        return directory.resolve((shared(layer) ? "base" : own + ".base") + extension);
    }

    Format format(int layer) {
        return layer == 0 && depth() > 0 ? config.backing().format() : config.format();
    }

    /** Whether a layer is one for several guests. */
    boolean shared(int layer) {
        return layer == 0 && depth() > 0 && config.backing().shared();
    }

    boolean encrypted(int layer) {
        Format format = format(layer);
        return format == Format.LUKS
                || (format == Format.QCOW2 && config.encryption() == Encryption.LUKS);
    }

    /** Whether a layer is written by convert, compressed, and not by filling it. */
    boolean compressed(int layer) {
        return layer == 0 && depth() > 0 && config.backing().compressed();
    }

    /** The external data file, which only the active image can have. */
    @Nullable Path dataFile() {
        return "on".equals(lower(config.options().get("data_file")))
                ? directory.resolve("guest-%02d.data".formatted(guest))
                : null;
    }

    private static @Nullable String lower(@Nullable String text) {
        return text == null ? null : text.toLowerCase(Locale.ROOT);
    }

    /** The image as QEMU opens it, seen from a layer downwards. */
    DiskImage disk(int from) {
        List<DiskImage.Layer> layers = new ArrayList<>();
        boolean any = false;
        for (int layer = from; layer >= 0; layer--) {
            layers.add(new DiskImage.Layer(file(layer), format(layer), encrypted(layer)));
            any |= encrypted(layer);
        }
        return new DiskImage(layers, from == depth() ? dataFile() : null, any ? secret : null);
    }

    DiskImage disk() {
        return disk(depth());
    }

    /**
     * Removes all files of a layer, extents and a data file among them; other layers of the same
     * guest begin with {@code guest-01.} too, and stay.
     */
    void remove(int layer) {
        if (device || !Files.isDirectory(directory)) {
            return;
        }
        String name = String.valueOf(file(layer).getFileName());
        String stem = name.substring(0, name.length() - format(layer).word().length() - 1);
        try (Stream<Path> entries = Files.list(directory)) {
            for (Path entry : entries.toList()) {
                String found = String.valueOf(entry.getFileName());
                if (found.equals(name)
                        || found.startsWith(stem + "-")
                        || (layer == depth() && entry.equals(dataFile()))) {
                    RunDirectory.removeTree(entry);
                }
            }
        } catch (IOException e) {
            throw new HostException(
                    directory + " cannot be listed: " + e.getMessage(),
                    "check its permissions ('ls -ld " + directory + "')",
                    e);
        }
    }

    /** For messages. */
    String name() {
        return name(config, guest);
    }

    static String name(ImageConfig config, int guest) {
        return "image " + guest + " of " + config.slug();
    }

    /**
     * The data of a layer: differs between images of a run, the same again in another run of the
     * same seed.
     */
    Pattern pattern(int layer, long seed) {
        int owner = shared(layer) ? 0 : guest;
        long mixed =
                Pattern.mix(
                        seed
                                + 31L * config.slug().hashCode()
                                + owner * 0x9e3779b97f4a7c15L
                                + layer * 0xd1342543de82ef95L);
        return new Pattern(mixed, compressed(layer));
    }
}

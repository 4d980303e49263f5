package io.berth.export;

import io.berth.plan.Attachment;
import io.berth.plan.Backing;
import io.berth.plan.Case;
import io.berth.plan.ImageConfig;
import io.berth.profile.Encryption;
import io.berth.profile.Format;
import io.berth.profile.Layer;
import io.berth.profile.Machine;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The disk of one guest of a case, with the names that its files have where somebody makes it.
 *
 * @param guest from 1
 */
public record ShownDisk(Case shown, int guest) {

    /** qcow2's option for data outside the image. */
    private static final String DATA_FILE = "data_file";

    public ShownDisk {
        if (guest < 1 || guest > shown.guests()) {
            throw new NotExpressible(
                    "case " + shown.id() + " has no guest " + guest,
                    "give a number from 1 to " + shown.guests());
        }
    }

    /**
     * One file of the chain.
     *
     * @param encrypted whether it opens only with the passphrase
     */
    record File(Path path, Format format, boolean encrypted) {}

    ImageConfig image() {
        return shown.disk().image();
    }

    Attachment attachment() {
        return shown.disk().attachment();
    }

    Machine machine() {
        return shown.guest().machine();
    }

    /** Whether a host block device is the disk. */
    boolean onDevice() {
        return shown.storage().devices();
    }

    /**
     * @throws NotExpressible if it is a plain file of the host, which no guest sees
     */
    void requireGuest(String form) {
        if (shown.layer() == Layer.HOST) {
            throw new NotExpressible(
                    "case "
                            + shown.id()
                            + " is a plain file at the layer host: "
                            + form
                            + " attaches nothing",
                    "choose a case of the layer guest");
        }
    }

    /** What the guest reads as the disk's serial; those of a run are the same. */
    String serial() {
        return "berth-" + guest;
    }

    /** The active image first, the base last. */
    List<File> files() {
        Path place = shown.storage().of(guest);
        Format format = image().format();
        boolean encrypted = image().encrypted();
        if (onDevice()) {
            return List.of(new File(place, format, encrypted));
        }
        String name = String.format(Locale.ROOT, "guest-%02d", guest);
        List<File> files = new ArrayList<>();
        files.add(new File(place.resolve(name + "." + format.word()), format, encrypted));
        Backing backing = image().backing();
        for (int layer = backing.depth() - 1; layer >= 1; layer--) {
            files.add(
                    new File(
                            place.resolve(name + ".l" + layer + "." + format.word()),
                            format,
                            encrypted));
        }
        if (backing.any()) {
            String base = backing.shared() ? "base." : name + ".base.";
            files.add(
                    new File(
                            place.resolve(base + backing.format().word()),
                            backing.format(),
                            encryptedBase()));
        }
        return files;
    }

    private boolean encryptedBase() {
        Format format = image().backing().format();
        return format == Format.LUKS
                || (format == Format.QCOW2 && image().encryption() == Encryption.LUKS);
    }

    /** The file with the data of a qcow2 with data_file; null if it has none. */
    @Nullable Path dataFile() {
        return image().options().containsKey(DATA_FILE)
                ? shown.storage()
                        .of(guest)
                        .resolve(String.format(Locale.ROOT, "guest-%02d.data.raw", guest))
                : null;
    }

    /** The file with the passphrase; null if nothing is encrypted. */
    @Nullable Path secret() {
        if (files().stream().noneMatch(File::encrypted)) {
            return null;
        }
        Path place = shown.storage().of(guest);
        return onDevice() ? Path.of("/root/berth-secret") : place.resolve("secret");
    }
}

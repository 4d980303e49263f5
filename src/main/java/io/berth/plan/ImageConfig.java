package io.berth.plan;

import io.berth.profile.Contents;
import io.berth.profile.Encryption;
import io.berth.profile.Format;
import io.berth.profile.Preallocation;
import io.berth.units.ByteSize;
import java.util.SortedMap;

/**
 * What an image is, apart from how it is attached: cases that differ only in cache mode, aio or bus
 * measure the same images.
 *
 * @param size the virtual size
 * @param reserved whether fallocate(1) allocates every block of its files once qemu-img has made
 *     it, since qemu-img leaves what formats call fixed or static sparse on the host
 * @param encryption of qcow2; the format luks is encrypted by itself
 * @param snapshots internal snapshots that are taken before the measurement
 * @param options further {@code qemu-img create -o} options, in qemu-img's names
 */
public record ImageConfig(
        ByteSize size,
        Format format,
        Preallocation preallocation,
        boolean reserved,
        Contents contents,
        Encryption encryption,
        Backing backing,
        int snapshots,
        SortedMap<String, String> options) {

    /** One that stands alone, as qemu-img makes it. */
    public static ImageConfig of(
            ByteSize size,
            Format format,
            Preallocation preallocation,
            Contents contents,
            SortedMap<String, String> options) {
        return new ImageConfig(
                size,
                format,
                preallocation,
                false,
                contents,
                Encryption.NONE,
                Backing.NONE,
                0,
                options);
    }

    /** Whether its data can be read only with a secret. */
    public boolean encrypted() {
        return format == Format.LUKS || encryption == Encryption.LUKS;
    }

    /**
     * Whether a guest's writes change what the next case would measure although every block was
     * written before: they go to other blocks than those of a backing file or a snapshot.
     */
    public boolean wornByWrites() {
        return backing.any() || snapshots > 0;
    }

    /** A short, stable name for files: {@code qcow2-falloc-written-256MiB}. */
    public String slug() {
        boolean plain =
                options.isEmpty() && !reserved && !encrypted() && !backing.any() && snapshots == 0;
        return format.word()
                + "-"
                + preallocation.word()
                + "-"
                + contents.word()
                + "-"
                + size
                + (plain ? "" : "-" + CaseIds.hash(toString()));
    }
}

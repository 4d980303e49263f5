package io.berth.plan;

import io.berth.profile.Aio;
import io.berth.profile.Bus;
import io.berth.profile.CacheMode;
import io.berth.profile.Contents;
import io.berth.profile.DetectZeroes;
import io.berth.profile.Discard;
import io.berth.profile.DiskKind;
import io.berth.profile.Encryption;
import io.berth.profile.Factors;
import io.berth.profile.Format;
import io.berth.profile.Preallocation;
import io.berth.profile.Profile.Storage;
import io.berth.units.ByteSize;
import io.berth.units.Durations;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Makes a disk of a combination's factors: the kind is resolved, sizes become plain bytes. */
final class DiskMaker {

    private static final String OPTIONS = "disk.options.";

    private DiskMaker() {}

    static DiskConfig disk(Combination c) {
        return new DiskConfig(image(c), attachment(c));
    }

    static ImageConfig image(Combination c) {
        Format format = c.word("disk.format", Format.class);
        // A block device is all there as it is.
        boolean fixed =
                c.is("disk.kind", DiskKind.FIXED.word())
                        && Storage.deviceCount(c.get("storage")) == 0;
        SortedMap<String, String> options = options(c, format);
        boolean reserved = fixed && hasFixedSubformat(format);
        if (reserved) {
            fix(format, options);
        }
        return new ImageConfig(
                ByteSize.parse(c.get("disk.size")),
                format,
                fixed && !reserved
                        ? Preallocation.FULL
                        : c.word("disk.preallocation", Preallocation.class, Preallocation.OFF),
                reserved,
                c.word("disk.contents", Contents.class, Contents.FRESH),
                c.word("disk.encryption", Encryption.class, Encryption.NONE),
                backing(c, format),
                count(c, "disk.snapshots", 0),
                Collections.unmodifiableSortedMap(options));
    }

    /** The formats whose fixed kind is a subformat of theirs. */
    static boolean hasFixedSubformat(Format format) {
        return switch (format) {
            case VMDK, VDI, VPC, VHDX -> true;
            case RAW, QCOW2, QCOW, QED, PARALLELS, LUKS -> false;
        };
    }

    private static void fix(Format format, SortedMap<String, String> options) {
        switch (format) {
            case VMDK -> options.putIfAbsent("subformat", "monolithicFlat");
            case VPC, VHDX -> options.putIfAbsent("subformat", "fixed");
            case VDI -> options.putIfAbsent("static", "on");
            case RAW, QCOW2, QCOW, QED, PARALLELS, LUKS ->
                    throw new IllegalArgumentException(format.word() + " has no fixed subformat");
        }
    }

    /**
     * qemu-img's options; a data file that is not wanted is none, and VHD has the size asked for.
     */
    private static SortedMap<String, String> options(Combination c, Format format) {
        SortedMap<String, String> options = new TreeMap<>();
        c.factors()
                .tailMap(OPTIONS)
                .forEach(
                        (factor, value) -> {
                            if (factor.startsWith(OPTIONS)) {
                                options.put(
                                        factor.substring(OPTIONS.length()),
                                        Factors.plain(factor, value));
                            }
                        });
        options.remove("data_file", "off");
        if (format == Format.VPC) {
            options.putIfAbsent("force_size", "on");
        }
        return options;
    }

    /** How many backing files a combination asks for. */
    static int depth(Combination c) {
        boolean differencing = c.get("disk.kind").equals(DiskKind.DIFFERENCING.word());
        return count(c, "disk.backing.depth", differencing ? 1 : 0);
    }

    private static Backing backing(Combination c, Format format) {
        int depth = depth(c);
        if (depth == 0) {
            return Backing.NONE;
        }
        String data = c.get("disk.backing.data");
        return new Backing(
                depth,
                c.word("disk.backing.format", Format.class, format),
                data.isEmpty() ? 0 : Factors.layerShare(data, depth),
                Boolean.parseBoolean(c.get("disk.backing.shared")),
                Boolean.parseBoolean(c.get("disk.backing.compressed")));
    }

    private static Attachment attachment(Combination c) {
        String packed = c.get("disk.packed");
        String l2 = c.get("disk.l2_cache_size");
        String at = c.get("disk.snapshot_at");
        return new Attachment(
                c.word("disk.cache", CacheMode.class, CacheMode.WRITEBACK),
                c.word("disk.aio", Aio.class, Aio.THREADS),
                c.word("disk.bus", Bus.class, Bus.VIRTIO_BLK),
                Boolean.parseBoolean(c.get("disk.iothread")),
                optional(c, "disk.queues"),
                optional(c, "disk.queue_size"),
                packed.isEmpty() ? null : Boolean.valueOf(packed),
                c.word("disk.discard", Discard.class, Discard.IGNORE),
                c.word("disk.detect_zeroes", DetectZeroes.class, DetectZeroes.OFF),
                l2.isEmpty() ? null : ByteSize.parse(l2),
                at.isEmpty() ? null : Durations.parse(at));
    }

    private static int count(Combination c, String factor, int otherwise) {
        Integer written = optional(c, factor);
        return written == null ? otherwise : written;
    }

    private static @Nullable Integer optional(Combination c, String factor) {
        String value = c.get(factor);
        return value.isEmpty() ? null : Integer.valueOf(value);
    }
}

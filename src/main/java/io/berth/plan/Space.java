package io.berth.plan;

import io.berth.profile.Contents;
import io.berth.profile.Format;
import io.berth.profile.OperationKind;
import io.berth.units.ByteSize;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * The disk space that images take. Written images are kept for the whole run, one for each guest;
 * fresh ones, and those that writes wear out, are made for a case and deleted after it, and may
 * grow to their full size in between. So are those of an operation, with what it makes.
 */
final class Space {

    /** Headers, the L1 table and the refcount table, rounded up. */
    private static final long FIXED_BYTES = 1 << 20;

    /** What a LUKS header takes (2 MiB) beside the data, rounded up. */
    private static final long LUKS_BYTES = 4 << 20;

    private Space() {}

    /** The most bytes at one time, by the storage directory's path. */
    static SortedMap<String, Long> byStorage(List<Case> cases, List<OperationCase> operations) {
        SortedMap<String, Long> kept = new TreeMap<>();
        SortedMap<String, Long> largest = new TreeMap<>();
        images(cases)
                .forEach(
                        (storage, images) ->
                                images.forEach(
                                        (image, guests) -> {
                                            long bytes = setBytes(image, guests);
                                            if (isKept(image)) {
                                                kept.merge(storage, bytes, Math::addExact);
                                            } else {
                                                largest.merge(storage, bytes, Math::max);
                                            }
                                        }));
        for (Case one : cases) {
            if (one.disk().attachment().snapshotAt() != null) {
                // What is written after a live snapshot goes to an overlay beside the image.
                images(List.of(one))
                        .forEach(
                                (storage, images) ->
                                        images.forEach(
                                                (image, guests) ->
                                                        largest.merge(
                                                                storage,
                                                                setBytes(image, guests)
                                                                        * (isKept(image) ? 1 : 2),
                                                                Math::max)));
            }
        }
        for (OperationCase one : operations) {
            String storage = one.storage().of(1).toString();
            largest.merge(storage, operationBytes(one), Math::max);
        }
        SortedMap<String, Long> bytes = new TreeMap<>(kept);
        largest.forEach((storage, more) -> bytes.merge(storage, more, Math::addExact));
        return bytes;
    }

    /** Whether an image serves case after case. */
    static boolean isKept(ImageConfig image) {
        return image.contents() == Contents.WRITTEN && !image.wornByWrites();
    }

    /**
     * The distinct images of each storage directory, and how many guests have one there at most.
     */
    static Map<String, Map<ImageConfig, Integer>> images(List<Case> cases) {
        Map<String, Map<ImageConfig, Integer>> images = new LinkedHashMap<>();
        for (Case one : cases) {
            Place place = one.storage();
            for (Path path : place.devices() ? List.<Path>of() : place.paths()) {
                int here = (int) guests(one).filter(guest -> place.of(guest).equals(path)).count();
                if (here > 0) {
                    images.computeIfAbsent(path.toString(), s -> new HashMap<>())
                            .merge(one.disk().image(), here, Math::max);
                }
            }
        }
        return images;
    }

    private static IntStream guests(Case one) {
        return IntStream.rangeClosed(1, one.guests());
    }

    /** The images of so many guests, with their backing files; a shared base is there once. */
    static long setBytes(ImageConfig image, int guests) {
        long alone = Math.multiplyExact(fullBytes(image), (long) guests);
        if (!image.backing().any()) {
            return alone;
        }
        int bases = image.backing().shared() ? 1 : guests;
        return Math.addExact(alone, Math.multiplyExact(chainBytes(image), (long) bases))
                + overlaysBytes(image) * guests;
    }

    /** The base; compressed data are counted as if they were incompressible, which they are. */
    private static long chainBytes(ImageConfig image) {
        Backing backing = image.backing();
        double share = 1 - backing.layerShare() * backing.depth();
        long data = Math.round(image.size().bytes() * Math.max(0, share));
        return data + overheadBytes(backing.format(), image);
    }

    /** The images between the base and the active one. */
    private static long overlaysBytes(ImageConfig image) {
        Backing backing = image.backing();
        long each =
                Math.round(image.size().bytes() * backing.layerShare())
                        + overheadBytes(image.format(), image);
        return each * (backing.depth() - 1);
    }

    /**
     * What an image takes when all of it is allocated, and each internal snapshot's blocks were
     * written anew once: snapshots share what is not.
     */
    static long fullBytes(ImageConfig image) {
        long copies = image.snapshots() > 0 ? 2 : 1;
        return Math.multiplyExact(image.size().bytes(), copies)
                + overheadBytes(image.format(), image);
    }

    /**
     * What a format takes beside its data: for qcow2 one L2 entry and one reference count for each
     * cluster (qemu/docs/interop/qcow2.txt), for the others one entry of 4 or 8 bytes a block.
     */
    private static long overheadBytes(Format format, ImageConfig image) {
        long size = image.size().bytes();
        return switch (format) {
            case RAW -> 0;
            case QCOW2 -> {
                long clusters = Math.ceilDiv(size, DiskNotes.clusterBytes(image));
                long refcountBits =
                        Long.parseLong(image.options().getOrDefault("refcount_bits", "16"));
                yield clusters * DiskNotes.l2EntryBytes(image)
                        + Math.ceilDiv(clusters * refcountBits, 8)
                        + FIXED_BYTES
                        + (image.encrypted() ? LUKS_BYTES : 0);
            }
            case LUKS -> LUKS_BYTES;
            // qcow: clusters of 4 KiB, 8 bytes each; qed: of 64 KiB; vmdk: grains of 64 KiB twice
            // in its tables; vdi, vpc, vhdx and parallels: a last block of up to 32 MiB.
            case QCOW -> Math.ceilDiv(size, 4096) * 8 + FIXED_BYTES;
            case QED, VMDK -> Math.ceilDiv(size, 64 << 10) * 8 + FIXED_BYTES;
            case VDI, VPC, PARALLELS -> Math.ceilDiv(size, 1 << 20) * 4 + 4 * FIXED_BYTES;
            case VHDX -> 32 * FIXED_BYTES;
        };
    }

    /** An operation's image, and what it makes beside it. */
    static long operationBytes(OperationCase one) {
        ImageConfig image = one.disk().image();
        long itself = setBytes(image, 1);
        return itself
                + switch (one.operation().kind()) {
                    case CONVERT, COPY_SPARSE, COPY_FULL, ARCHIVE -> image.size().bytes();
                    case RESIZE -> {
                        ByteSize to = one.operation().resizeTo();
                        yield to == null ? 0 : Math.max(0, to.bytes() - image.size().bytes());
                    }
                    case SAVE, RESTORE, CHECKPOINT -> one.guest().memory().bytes();
                    case SNAPSHOT_CREATE, SNAPSHOT_APPLY, SNAPSHOT_DELETE -> image.size().bytes();
                    case COMMIT -> overlaysBytes(image);
                    case CREATE, CHECK -> 0L;
                };
    }

    /** Whether an operation begins with an image that holds data. */
    static boolean isFilled(OperationCase one) {
        return one.operation().kind() != OperationKind.CREATE
                && one.disk().contents() == Contents.WRITTEN;
    }
}

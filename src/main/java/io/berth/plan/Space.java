package io.berth.plan;

import io.berth.profile.Contents;
import io.berth.profile.Format;
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
 * fresh ones are made for a case and deleted after it, and may grow to their full size in between.
 */
final class Space {

    private static final long QCOW2_CLUSTER_BYTES = 64 << 10;

    /** Headers, the L1 table and the refcount table, rounded up. */
    private static final long QCOW2_FIXED_BYTES = 1 << 20;

    private Space() {}

    /** The most bytes at one time, by the storage directory's name as a factor. */
    static SortedMap<String, Long> byStorage(List<Case> cases) {
        SortedMap<String, Long> bytes = new TreeMap<>();
        images(cases)
                .forEach(
                        (storage, images) -> {
                            long kept = 0;
                            long largestFresh = 0;
                            for (Map.Entry<ImageConfig, Integer> image : images.entrySet()) {
                                long set =
                                        Math.multiplyExact(
                                                fullBytes(image.getKey()), (long) image.getValue());
                                if (image.getKey().contents() == Contents.WRITTEN) {
                                    kept = Math.addExact(kept, set);
                                } else {
                                    largestFresh = Math.max(largestFresh, set);
                                }
                            }
                            bytes.put(storage, Math.addExact(kept, largestFresh));
                        });
        return bytes;
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

    /**
     * What an image takes when all of it is allocated: for qcow2 also one L2 entry and one
     * reference count for each cluster (qemu/docs/interop/qcow2.txt).
     */
    static long fullBytes(ImageConfig image) {
        long size = image.size().bytes();
        if (image.format() == Format.RAW) {
            return size;
        }
        String written = image.options().get("cluster_size");
        long cluster = written == null ? QCOW2_CLUSTER_BYTES : Long.parseLong(written);
        long l2EntryBytes = "on".equals(image.options().get("extended_l2")) ? 16 : 8;
        long refcountBits = Long.parseLong(image.options().getOrDefault("refcount_bits", "16"));
        long clusters = Math.ceilDiv(size, cluster);
        return size
                + clusters * l2EntryBytes
                + Math.ceilDiv(clusters * refcountBits, 8)
                + QCOW2_FIXED_BYTES;
    }
}

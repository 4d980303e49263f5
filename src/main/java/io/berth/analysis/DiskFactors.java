package io.berth.analysis;

import io.berth.plan.Attachment;
import io.berth.plan.Backing;
import io.berth.plan.Case;
import io.berth.plan.DiskConfig;
import io.berth.plan.ImageConfig;
import io.berth.units.Durations;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** A disk as its factors by dotted name, in the order in which they are said. */
final class DiskFactors {

    static final String KIND = "disk.kind";
    static final String DEPTH = "disk.backing.depth";
    static final String DATA = "disk.backing.data";
    private static final String BACKING = "disk.backing.";

    /** What an administrators' word for a disk decides, besides its backing files. */
    private static final Set<String> OF_KIND =
            Set.of("disk.preallocation", "disk.options.subformat");

    private DiskFactors() {}

    /** Those of a case's disk. */
    static Map<String, String> of(Case planned) {
        return of(planned.disk(), planned.factors());
    }

    /**
     * Those of a disk; what a profile can leave out is there only if it was said.
     *
     * @param written the factors of its case, for what only the profile's words tell
     */
    static Map<String, String> of(DiskConfig disk, SortedMap<String, String> written) {
        Map<String, String> factors = new LinkedHashMap<>();
        factors.put("disk.format", disk.format().word());
        put(factors, KIND, written.get(KIND));
        factors.put("disk.preallocation", disk.preallocation().word());
        image(factors, disk.image(), written);
        factors.put("disk.cache", disk.cache().word());
        factors.put("disk.aio", disk.aio().word());
        factors.put("disk.bus", disk.bus().word());
        factors.put("disk.iothread", Boolean.toString(disk.iothread()));
        attachment(factors, disk.attachment());
        factors.put("disk.contents", disk.contents().word());
        factors.put("disk.size", disk.size().toString());
        disk.image().options().forEach((name, value) -> factors.put("disk.options." + name, value));
        return factors;
    }

    private static void image(
            Map<String, String> factors, ImageConfig image, SortedMap<String, String> written) {
        factors.put("disk.encryption", image.encryption().word());
        Backing backing = image.backing();
        factors.put(DEPTH, Integer.toString(backing.depth()));
        if (backing.any()) {
            factors.put(BACKING + "format", backing.format().word());
            factors.put(DATA, data(backing, written.get(DATA)));
            factors.put(BACKING + "shared", Boolean.toString(backing.shared()));
            factors.put(BACKING + "compressed", Boolean.toString(backing.compressed()));
        }
        factors.put("disk.snapshots", Integer.toString(image.snapshots()));
    }

    /** The profile's word for where a chain's data lie, or the share that each layer holds. */
    static String data(Backing backing, @Nullable String written) {
        if (written != null) {
            return written;
        }
        return backing.layerShare() == 0 ? "base" : Objectives.percent(backing.layerShare());
    }

    private static void attachment(Map<String, String> factors, Attachment attachment) {
        put(factors, "disk.queues", attachment.queues());
        put(factors, "disk.queue_size", attachment.queueSize());
        put(factors, "disk.packed", attachment.packed());
        factors.put("disk.discard", attachment.discard().word());
        factors.put("disk.detect_zeroes", attachment.detectZeroes().word());
        put(factors, "disk.l2_cache_size", attachment.l2CacheSize());
        put(
                factors,
                "disk.snapshot_at",
                attachment.snapshotAt() == null
                        ? null
                        : Durations.display(attachment.snapshotAt()));
    }

    private static void put(Map<String, String> factors, String name, @Nullable Object value) {
        if (value != null) {
            factors.put(name, value.toString());
        }
    }

    /**
     * Whether a factor differs only because another one does: what a disk's kind decides follows
     * it, and a disk without backing files has no word for where its data lie.
     */
    static boolean follows(String name, String factor) {
        return switch (factor) {
            case KIND -> OF_KIND.contains(name) || name.startsWith(BACKING);
            case DEPTH -> name.startsWith(BACKING);
            default -> false;
        };
    }
}

package io.berth.analysis;

import io.berth.plan.Attachment;
import io.berth.plan.Backing;
import io.berth.plan.Case;
import io.berth.plan.DiskConfig;
import io.berth.plan.ImageConfig;
import io.berth.units.Durations;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
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
            Set.of("disk.preallocation", "disk.options.subformat", "disk.options.static");

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
        if (isSaid("disk.preallocation", written)) {
            factors.put("disk.preallocation", disk.preallocation().word());
        }
        image(factors, disk.image(), written);
        factors.put("disk.cache", disk.cache().word());
        factors.put("disk.aio", disk.aio().word());
        factors.put("disk.bus", disk.bus().word());
        factors.put("disk.iothread", Boolean.toString(disk.iothread()));
        attachment(factors, disk.attachment());
        factors.put("disk.contents", disk.contents().word());
        factors.put("disk.size", disk.size().toString());
        written.forEach(
                (name, value) -> {
                    if (name.startsWith("disk.options.")) {
                        factors.put(name, value);
                    }
                });
        return factors;
    }

    /** What a disk's kind decides is said only if the profile says it too. */
    private static boolean isSaid(String name, SortedMap<String, String> written) {
        return !written.containsKey(KIND) || written.containsKey(name);
    }

    private static void image(
            Map<String, String> factors, ImageConfig image, SortedMap<String, String> written) {
        factors.put("disk.encryption", image.encryption().word());
        Backing backing = image.backing();
        Map<String, Object> chain = new LinkedHashMap<>();
        chain.put(DEPTH, backing.depth());
        if (backing.any()) {
            chain.put(BACKING + "format", backing.format().word());
            chain.put(DATA, data(backing, written.get(DATA)));
            chain.put(BACKING + "shared", backing.shared());
            chain.put(BACKING + "compressed", backing.compressed());
        }
        chain.forEach(
                (name, value) -> {
                    if (isSaid(name, written)) {
                        factors.put(name, value.toString());
                    }
                });
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

    /**
     * The factors that differ between these; of a chain only what differs between chains, for a
     * disk without backing files has no word for it.
     */
    static Set<String> varying(List<Map<String, String>> all) {
        Set<String> names = new HashSet<>();
        all.forEach(factors -> names.addAll(factors.keySet()));
        names.removeIf(
                name -> {
                    boolean ofChain = name.startsWith(BACKING) && !name.equals(DEPTH);
                    return all.stream()
                                    .map(factors -> factors.getOrDefault(name, ""))
                                    .filter(value -> !ofChain || !value.isEmpty())
                                    .distinct()
                                    .count()
                            < 2;
                });
        return names;
    }
}

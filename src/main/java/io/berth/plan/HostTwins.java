package io.berth.plan;

import io.berth.profile.DiskKind;
import io.berth.profile.Layer;
import io.berth.profile.Preallocation;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The case at the layer host that a case in guests is set against: the same workload, as often at
 * once, on raw files of the same size.
 *
 * <p>Guests that differ only in what a plain file does not have (format, aio, bus, iothread,
 * qemu-img's options, the guests themselves) share one twin.
 */
public final class HostTwins {

    private static final String HOST = Layer.HOST.word();

    private HostTwins() {}

    /** What identifies the twin of a case with these factors; that of a host case is its own. */
    static SortedMap<String, String> factors(SortedMap<String, String> factors) {
        SortedMap<String, String> twin = new TreeMap<>();
        factors.forEach(
                (factor, value) -> {
                    if (isOfFiles(factor)) {
                        twin.put(factor, value);
                    }
                });
        twin.put("layer", HOST);
        twin.put("disk.format", "raw");
        String kind = factors.get("disk.kind");
        twin.put(
                "disk.preallocation",
                kind != null
                        ? ofKind(kind)
                        : preallocation(factors.getOrDefault("disk.preallocation", "off")));
        // A plain file's default is the mode that QEMU documents for its own.
        twin.replace("disk.cache", "default", "writeback");
        return twin;
    }

    private static boolean isOfFiles(String factor) {
        return switch (factor) {
            case "disk.size", "disk.format", "disk.preallocation", "disk.cache", "disk.contents" ->
                    true;
            default -> !factor.startsWith("disk.") && !factor.startsWith("guest.");
        };
    }

    /** Whether a factor of a guest's case decides anything of its twin. */
    static boolean matters(String factor) {
        return isOfFiles(factor) || factor.equals("disk.kind");
    }

    /** A fixed disk is twinned by a file that is all allocated, the others by sparse ones. */
    private static String ofKind(String kind) {
        return (kind.equals(DiskKind.FIXED.word()) ? Preallocation.FULL : Preallocation.OFF).word();
    }

    /**
     * What comes nearest on a plain file: {@code metadata} is qcow2's own and leaves the data
     * unallocated, which raw calls {@code off}.
     */
    private static String preallocation(String asked) {
        return asked.equals(Preallocation.METADATA.word()) ? Preallocation.OFF.word() : asked;
    }

    /**
     * A sentence where a twin's preallocation is not its guests' own; nothing where it is.
     *
     * @param guests the factors of a case in guests
     */
    static Optional<String> difference(SortedMap<String, String> guests) {
        String asked =
                guests.containsKey("disk.kind")
                        ? ""
                        : guests.getOrDefault("disk.preallocation", "");
        String twin = preallocation(asked);
        return asked.equals(twin)
                ? Optional.empty()
                : Optional.of(
                        "at the host, preallocation=%s is set against %s: raw files have no %s, and"
                                        .formatted(asked, twin, asked)
                                + " their data is as little allocated");
    }

    /** The twin of each case in guests that the plan has one for, by the case's id. */
    public static Map<String, Case> of(Plan plan) {
        Map<SortedMap<String, String>, Case> hosts = new LinkedHashMap<>();
        for (Case planned : plan.cases()) {
            if (planned.layer() == Layer.HOST) {
                hosts.put(planned.factors(), planned);
            }
        }
        Map<String, Case> twins = new LinkedHashMap<>();
        for (Case planned : plan.cases()) {
            Case twin = hosts.get(factors(planned.factors()));
            if (planned.layer() == Layer.GUEST && twin != null) {
                twins.put(planned.id(), twin);
            }
        }
        return Collections.unmodifiableMap(twins);
    }
}

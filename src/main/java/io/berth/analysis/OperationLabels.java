package io.berth.analysis;

import io.berth.plan.GuestConfig;
import io.berth.plan.OperationCase;
import io.berth.plan.OperationConfig;
import io.berth.plan.Plan;
import io.berth.profile.OperationKind;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The words for operations: of the disk only what differs between the operations of a plan. */
final class OperationLabels {

    private static final String FORMAT = "disk.format";

    /** By kind: what a create has of contents means nothing to a convert. */
    private final Map<OperationKind, Set<String>> varying = new EnumMap<>(OperationKind.class);

    private final boolean formats;

    OperationLabels(Plan plan) {
        Map<OperationKind, List<Map<String, String>>> byKind = new EnumMap<>(OperationKind.class);
        Set<String> found = new HashSet<>();
        for (OperationCase planned : plan.operations()) {
            Map<String, String> own = disk(planned);
            byKind.computeIfAbsent(planned.operation().kind(), kind -> new ArrayList<>()).add(own);
            found.add(own.getOrDefault(FORMAT, ""));
        }
        byKind.forEach((kind, disks) -> varying.put(kind, DiskFactors.varying(disks)));
        formats = found.size() > 1;
    }

    /** What identifies an operation but itself. */
    static Map<String, String> disk(OperationCase planned) {
        Map<String, String> factors = new LinkedHashMap<>();
        factors.put("storage", planned.storage().text());
        factors.putAll(DiskFactors.of(planned.disk(), planned.factors()));
        if (!planned.guest().equals(GuestConfig.NONE)) {
            factors.put("guest.machine", planned.guest().machine().word());
            factors.put("guest.memory", planned.guest().memory().toString());
        }
        return factors;
    }

    /** {@code convert raw → qcow2, compressed, preallocation=full}. */
    String label(OperationCase planned) {
        String disk = disk(planned, Set.of());
        return said(planned) + (disk.isEmpty() ? "" : ", " + disk);
    }

    /** What it was done to, of what differs, without some factors. */
    String disk(OperationCase planned, Set<String> without) {
        boolean convert = planned.operation().kind() == OperationKind.CONVERT;
        Set<String> said =
                new HashSet<>(varying.getOrDefault(planned.operation().kind(), Set.of()));
        if (formats) {
            said.add(FORMAT);
        }
        if (convert) {
            // Its own words name the format.
            said.remove(FORMAT);
        }
        said.removeAll(without);
        List<String> words = new ArrayList<>();
        disk(planned)
                .forEach(
                        (name, value) -> {
                            if (said.contains(name)) {
                                words.add(Labels.value(name, value));
                            }
                        });
        return String.join(", ", words);
    }

    /** The operation with what it was told. */
    static String said(OperationCase planned) {
        OperationConfig config = planned.operation();
        StringBuilder words = new StringBuilder(config.kind().word());
        if (config.kind() == OperationKind.CONVERT) {
            String from = planned.disk().format().word();
            String to = config.to() == null ? from : config.to().word();
            words.append(' ').append(from).append(" → ").append(to);
        }
        if (config.resizeTo() != null) {
            words.append(" to ").append(config.resizeTo());
        }
        if (config.compressed()) {
            words.append(", compressed");
        }
        if (config.cache() != null) {
            words.append(", cache=").append(config.cache().word());
        }
        if (config.outOfOrder()) {
            words.append(", out of order");
        }
        if (config.coroutines() != null) {
            words.append(", ").append(config.coroutines()).append(" coroutines");
        }
        return words.toString();
    }
}

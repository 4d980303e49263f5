package io.berth.analysis;

import io.berth.plan.GuestConfig;
import io.berth.plan.OperationCase;
import io.berth.plan.OperationConfig;
import io.berth.plan.Plan;
import io.berth.profile.OperationKind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** The words for operations: of the disk only what differs between the operations of a plan. */
final class OperationLabels {

    private final Set<String> varying = new HashSet<>();

    OperationLabels(Plan plan) {
        Map<String, String> first = null;
        for (OperationCase planned : plan.operations()) {
            Map<String, String> own = disk(planned);
            Map<String, String> other = first == null ? own : first;
            first = other;
            Set<String> names = new HashSet<>(own.keySet());
            names.addAll(other.keySet());
            names.removeIf(name -> Objects.equals(own.get(name), other.get(name)));
            varying.addAll(names);
        }
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
        // A conversion names its format.
        return said(planned) + (disk.isEmpty() ? "" : ", " + disk);
    }

    /** What it was done to, of what differs, without some factors. */
    String disk(OperationCase planned, Set<String> without) {
        boolean named = planned.operation().kind() == OperationKind.CONVERT;
        boolean guest = !planned.guest().equals(GuestConfig.NONE);
        List<String> words = new ArrayList<>();
        disk(planned)
                .forEach(
                        (name, value) -> {
                            boolean said = !name.equals("disk.format") || !named;
                            // How a disk is attached means nothing to what qemu-img does.
                            boolean meant = guest || !name.equals("disk.bus");
                            if (said
                                    && meant
                                    && varying.contains(name)
                                    && !without.contains(name)) {
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

package io.berth.analysis;

import io.berth.plan.Case;
import io.berth.plan.Plan;
import io.berth.profile.Layer;
import io.berth.results.RawFile;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The words for cases: only what differs between the cases of a plan is said. */
final class Labels {

    private static final String WORKLOAD = "workload.";

    private final Set<String> varying = new HashSet<>();

    Labels(Plan plan) {
        Map<Layer, List<Map<String, String>>> byLayer = new EnumMap<>(Layer.class);
        for (Case planned : plan.cases()) {
            byLayer.computeIfAbsent(planned.layer(), layer -> new ArrayList<>())
                    .add(configuration(planned));
        }
        byLayer.values().forEach(own -> varying.addAll(DiskFactors.varying(own)));
        if (byLayer.size() > 1) {
            varying.add("layer");
        }
        Map<String, Map<String, String>> workloads = new LinkedHashMap<>();
        for (Case planned : plan.cases()) {
            Map<String, String> options = workloadOptions(planned);
            Map<String, String> before = workloads.putIfAbsent(planned.workload().name(), options);
            if (before != null) {
                addDifferences(before, options);
            }
        }
        Set<String> words = new HashSet<>();
        plan.cases().forEach(planned -> words.add(workload(planned)));
        if (words.size() > 1) {
            varying.add("workload");
        }
    }

    private void addDifferences(Map<String, String> a, Map<String, String> b) {
        Set<String> names = new HashSet<>(a.keySet());
        names.addAll(b.keySet());
        names.stream()
                .filter(name -> !Objects.equals(a.get(name), b.get(name)))
                .forEach(varying::add);
    }

    private static Map<String, String> workloadOptions(Case planned) {
        Map<String, String> options = new TreeMap<>(planned.factors());
        options.keySet().removeIf(name -> !name.startsWith(WORKLOAD));
        return options;
    }

    /** A case's workload in words: its name, and the options that vary: {@code mine, bs=4k}. */
    String workload(Case planned) {
        StringBuilder words = new StringBuilder(planned.workload().name());
        workloadOptions(planned)
                .forEach(
                        (name, value) -> {
                            if (varying.contains(name)) {
                                words.append(", ")
                                        .append(name.substring(WORKLOAD.length()))
                                        .append('=')
                                        .append(value);
                            }
                        });
        return words.toString();
    }

    /** All that identifies a case but its guest count and workload. */
    private static Map<String, String> configuration(Case planned) {
        Map<String, String> factors = new LinkedHashMap<>();
        factors.put("layer", planned.layer().word());
        factors.put("storage", planned.storage().text());
        if (planned.layer() == Layer.HOST) {
            Map<String, String> disk = DiskFactors.of(planned);
            disk.keySet().retainAll(planned.factors().keySet());
            factors.putAll(disk);
            factors.put("page_cache", planned.pageCache().word());
            return factors;
        }
        factors.putAll(DiskFactors.of(planned));
        factors.put("guest.machine", planned.guest().machine().word());
        factors.put("guest.vcpus", Integer.toString(planned.guest().vcpus()));
        factors.put("guest.memory", planned.guest().memory().toString());
        factors.put("guest.accelerator", planned.guest().accelerator().word());
        factors.put("page_cache", planned.pageCache().word());
        return factors;
    }

    /**
     * A stable key of a case's configuration, fit for an anchor: {@code raw-cache-none-1a2b3c4d}.
     */
    String configurationKey(Case planned) {
        String slug =
                configurationLabel(planned)
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^a-z0-9]+", "-")
                        .replaceAll("^-|-$", "");
        return slug + "-" + RawFile.sha256(configuration(planned).toString()).substring(0, 8);
    }

    /** A case's configuration in words: {@code raw, cache=none}. */
    String configurationLabel(Case planned) {
        String label = words(planned, Set.of());
        return label.isEmpty()
                ? planned.disk().format().word() + ", cache=" + planned.disk().cache().word()
                : label;
    }

    /** A case in words: {@code raw, cache=none, oltp, 4 guests}. */
    String label(Case planned) {
        return configurationLabel(planned)
                + (varying.contains("workload") ? ", " + workload(planned) : "")
                + ", "
                + guests(planned.guests());
    }

    /** What two configurations that differ in one factor share, of what varies elsewhere. */
    String context(Comparisons.Pair pair) {
        Map<String, String> ofA = configuration(pair.a());
        Map<String, String> ofB = configuration(pair.b());
        Set<String> without = new HashSet<>();
        without.add(pair.factor());
        for (String name : ofA.keySet()) {
            // A disk without backing files shares where a chain's data lie with every chain.
            if (ofB.containsKey(name) && !ofB.get(name).equals(ofA.get(name))) {
                without.add(name);
            }
        }
        return words(ofB.size() > ofA.size() ? pair.b() : pair.a(), without);
    }

    /** The same of two cases: their workload too, if the plan has several. */
    String sharedWords(Comparisons.Pair pair) {
        String words = context(pair);
        if (!varying.contains("workload")) {
            return words;
        }
        String workload = workload(pair.a());
        return words.isEmpty() ? workload : words + ", " + workload;
    }

    /** A factor's value in words: {@code raw}, {@code cache=none}, {@code cluster_size=64KiB}. */
    static String value(String factor, String value) {
        return switch (factor) {
            case "disk.format", "disk.kind", "layer" -> value;
            case "disk.backing.data" -> "data=" + value;
            case "guest.machine" -> "machine=" + value;
            default -> factor.replaceFirst("^disk\\.(options\\.)?", "") + "=" + value;
        };
    }

    static String guests(int count) {
        return count == 1 ? "1 guest" : count + " guests";
    }

    static String blocks(int count) {
        return count == 1 ? "1 block" : count + " blocks";
    }

    private String words(Case planned, Set<String> without) {
        List<String> words = new ArrayList<>();
        configuration(planned)
                .forEach(
                        (name, value) -> {
                            // Guests are what a run is about: only the host is named.
                            boolean said = !name.equals("layer") || planned.layer() == Layer.HOST;
                            boolean file =
                                    name.equals("disk.format") && planned.layer() == Layer.HOST;
                            if (said
                                    && !file
                                    && varying.contains(name)
                                    && !without.contains(name)) {
                                words.add(value(name, value));
                            }
                        });
        return words.stream().collect(Collectors.joining(", "));
    }
}

package io.berth.plan;

import io.berth.profile.Factors;
import io.berth.profile.Format;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * A factor that means something only in some combinations. Elsewhere it is taken out, so that a
 * list of cluster sizes does not measure raw once for each of them.
 *
 * @param factor the factor
 * @param reason where it does mean something
 * @param dependsOn the factors that decide it
 * @param applies whether it does in a combination; it reads no other factors than these
 */
record Relevance(
        String factor, String reason, Set<String> dependsOn, Predicate<Combination> applies) {

    private static final String OPTIONS = "disk.options.";
    private static final Set<String> READS = Set.of("read", "randread");
    private static final Set<String> RANDOM = Set.of("randread", "randwrite", "randrw");

    /** All of them, in an order in which none needs a later one. */
    static List<Relevance> of(Abilities abilities) {
        List<Relevance> all = new ArrayList<>(disks());
        FormatOptions formats = new FormatOptions(abilities);
        for (String factor : Factors.order()) {
            if (factor.startsWith(OPTIONS)) {
                all.add(option(factor, formats));
            }
        }
        all.addAll(workloads());
        return List.copyOf(all);
    }

    private static List<Relevance> disks() {
        Set<String> chain = Set.of("disk.kind", "disk.backing.depth");
        List<Relevance> all = new ArrayList<>();
        all.add(
                new Relevance(
                        "disk.preallocation",
                        "kind says it",
                        Set.of("disk.kind"),
                        c -> !c.has("disk.kind")));
        for (String key : List.of("format", "data", "shared", "compressed")) {
            all.add(
                    new Relevance(
                            "disk.backing." + key,
                            "only a disk with backing files has it",
                            chain,
                            c -> DiskMaker.depth(c) > 0));
        }
        all.add(
                new Relevance(
                        "disk.backing.shared",
                        "an operation has one image",
                        Set.of("operation.name"),
                        c -> !c.isOperation()));
        for (String factor : List.of("disk.contents", "disk.snapshots")) {
            all.add(
                    new Relevance(
                            factor,
                            "create makes an empty image",
                            Set.of("operation.name"),
                            c -> !c.is("operation.name", "create")));
        }
        for (String key : List.of("queues", "queue_size", "packed")) {
            all.add(
                    new Relevance(
                            "disk." + key,
                            "only virtio-blk and virtio-scsi have it",
                            Set.of("disk.bus"),
                            c -> c.is("disk.bus", "virtio-blk", "virtio-scsi")));
        }
        all.add(
                new Relevance(
                        "disk.l2_cache_size",
                        "only qcow2 has it",
                        Set.of("disk.format"),
                        c -> c.is("disk.format", "qcow2")));
        return all;
    }

    private static Relevance option(String factor, FormatOptions formats) {
        String option = factor.substring(OPTIONS.length());
        if (option.startsWith("encrypt.")) {
            return new Relevance(
                    factor,
                    "only qcow2 with encryption=luks has it",
                    Set.of("disk.format", "disk.encryption"),
                    c -> c.is("disk.encryption", "luks") && c.is("disk.format", "qcow2"));
        }
        return new Relevance(
                factor,
                formats.reason(option),
                Set.of("disk.format"),
                c -> formats.has(c.word("disk.format", Format.class), option));
    }

    private static List<Relevance> workloads() {
        return List.of(
                new Relevance(
                        "workload.rwmixread",
                        "only a mixed rw has a mix",
                        Set.of("workload.rw"),
                        c -> c.get("workload.rw").endsWith("rw")),
                writes("fsync"),
                writes("fdatasync"),
                writes("sync"),
                writes("buffer_compress_percentage"),
                writes("buffer_compress_chunk"),
                writes("dedupe_percentage"),
                new Relevance(
                        "workload.rate_process",
                        "it spaces the I/Os of rate_iops or rate",
                        Set.of("workload.rate_iops", "workload.rate"),
                        c -> !(c.get("workload.rate_iops") + c.get("workload.rate")).isEmpty()),
                random("random_distribution"),
                random("random_generator"),
                random("norandommap"));
    }

    private static Relevance writes(String option) {
        return new Relevance(
                "workload." + option,
                "only writes have it",
                Set.of("workload.rw"),
                c -> !READS.contains(c.get("workload.rw")));
    }

    private static Relevance random(String option) {
        return new Relevance(
                "workload." + option,
                "only a random rw has it",
                Set.of("workload.rw"),
                c -> RANDOM.contains(c.get("workload.rw")));
    }

    /** What is said where the factor is taken out. */
    String note() {
        return "%s is left out where it means nothing: %s".formatted(factor, reason);
    }

    /** The combination without the factors that mean nothing in it, each told to {@code notes}. */
    static Combination relevant(List<Relevance> all, Combination combination, Set<String> notes) {
        SortedMap<String, String> factors = new TreeMap<>(combination.factors());
        for (Relevance relevance : all) {
            if (factors.containsKey(relevance.factor()) && !relevance.applies().test(combination)) {
                factors.remove(relevance.factor());
                notes.add(relevance.note());
            }
        }
        return factors.size() == combination.factors().size()
                ? combination
                : new Combination(combination.workload(), factors);
    }
}

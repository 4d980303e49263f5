package io.berth.plan;

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
 * @param applies whether it does in a combination
 */
record Relevance(String factor, String reason, Predicate<Combination> applies) {

    private static final Set<String> READS = Set.of("read", "randread");
    private static final Set<String> RANDOM = Set.of("randread", "randwrite", "randrw");

    static final List<Relevance> ALL =
            List.of(
                    qcow2("cluster_size"),
                    qcow2("compat"),
                    qcow2("extended_l2"),
                    qcow2("lazy_refcounts"),
                    qcow2("refcount_bits"),
                    qcow2("compression_type"),
                    new Relevance(
                            "disk.options.extent_size_hint",
                            "only raw has it",
                            c -> c.get("disk.format").equals("raw")),
                    new Relevance(
                            "workload.rwmixread",
                            "only a mixed rw has a mix",
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
                            c -> !(c.get("workload.rate_iops") + c.get("workload.rate")).isEmpty()),
                    random("random_distribution"),
                    random("random_generator"),
                    random("norandommap"));

    private static Relevance qcow2(String option) {
        return new Relevance(
                "disk.options." + option,
                "only qcow2 has it",
                c -> c.get("disk.format").equals("qcow2"));
    }

    private static Relevance writes(String option) {
        return new Relevance(
                "workload." + option,
                "only writes have it",
                c -> !READS.contains(c.get("workload.rw")));
    }

    private static Relevance random(String option) {
        return new Relevance(
                "workload." + option,
                "only a random rw has it",
                c -> RANDOM.contains(c.get("workload.rw")));
    }

    /** The combination without the factors that mean nothing in it, each told to {@code notes}. */
    static Combination relevant(Combination combination, Set<String> notes) {
        SortedMap<String, String> factors = new TreeMap<>(combination.factors());
        for (Relevance relevance : ALL) {
            if (factors.containsKey(relevance.factor()) && !relevance.applies().test(combination)) {
                factors.remove(relevance.factor());
                notes.add(
                        "%s is left out where it means nothing: %s"
                                .formatted(relevance.factor(), relevance.reason()));
            }
        }
        return new Combination(combination.workload(), factors);
    }
}

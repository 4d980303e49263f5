package io.berth.profile;

import io.berth.profile.Profile.Objective;
import io.berth.profile.Profile.Workload;
import io.berth.units.Durations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Checks an objective against the workloads that it is asked of. */
final class ObjectiveReader {

    /** The options that decide how often a workload does what. */
    private static final Set<String> DECIDING =
            Set.of("rw", "rate_iops", "numjobs", "fsync", "fdatasync", "runtime");

    private final Problems problems;

    ObjectiveReader(Problems problems) {
        this.problems = problems;
    }

    void check(Objective objective, List<Workload> workloads, Duration runtime) {
        boolean foreign = workloads.stream().anyMatch(workload -> workload.jobFile() != null);
        if (objective.achievedShare() != null
                && !foreign
                && workloads.stream().noneMatch(w -> w.axis("rate_iops").isPresent())) {
            problems.add(
                    at(objective, "achieved"),
                    "achieved is a share of the offered rate, and no workload has rate_iops");
        }
        for (String key : objective.latency().keySet()) {
            String op = ObjectiveCheck.operation(key);
            boolean done = foreign;
            for (Workload workload : workloads) {
                List<Map<String, String>> variants = variants(workload);
                done |= variants.stream().anyMatch(v -> ObjectiveCheck.does(op, v));
                variants.stream()
                        .flatMap(v -> problem(key, workload, v, runtime).stream())
                        .findFirst()
                        .ifPresent(message -> problems.add(at(objective, key), message));
            }
            if (!done) {
                problems.add(
                        at(objective, key),
                        "no workload does any "
                                + op
                                + (op.equals("sync") ? ": add fsync or fdatasync" : "")
                                + ", so "
                                + key
                                + " cannot be judged");
            }
        }
    }

    private static Position at(Objective objective, String key) {
        return objective.at().getOrDefault(key, Position.START);
    }

    private static Optional<String> problem(
            String key, Workload workload, Map<String, String> options, Duration runtime) {
        String own = options.get("runtime");
        return ObjectiveCheck.problem(
                key, workload.name(), options, own == null ? runtime : Durations.parse(own));
    }

    /** Every combination of the options that decide; none for a job file. */
    private static List<Map<String, String>> variants(Workload workload) {
        if (workload.jobFile() != null) {
            return List.of();
        }
        List<Map<String, String>> variants = List.of(Map.of());
        for (Axis axis : workload.axes()) {
            if (!DECIDING.contains(axis.key())) {
                continue;
            }
            List<Map<String, String>> longer = new ArrayList<>();
            for (Map<String, String> variant : variants) {
                for (String value : axis.values()) {
                    Map<String, String> next = new TreeMap<>(variant);
                    next.put(axis.key(), value);
                    longer.add(next);
                }
            }
            variants = longer;
        }
        return variants;
    }
}

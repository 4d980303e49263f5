package io.berth.plan;

import io.berth.profile.Axis;
import io.berth.profile.Layer;
import io.berth.profile.Position;
import io.berth.profile.Problem;
import io.berth.profile.Profile;
import io.berth.profile.Profile.Selection;
import io.berth.profile.ProfileException;
import io.berth.profile.Word;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The product of a profile's axes, less what it excludes, and what it includes.
 *
 * <p>As in the matrices of CI systems, {@code include} comes after {@code exclude}, so that it can
 * bring a combination back.
 */
final class Expansion {

    /** The most combinations that are expanded: at a second each, more than a day. */
    static final int COMBINATIONS_MAX = 100_000;

    private static final Set<String> OF_ANY_JOB =
            Set.of("workload.name", "workload.ramp_time", "workload.runtime");

    private final Profile profile;
    private final LeftOut leftOut;
    private final List<String> notes;

    Expansion(Profile profile, LeftOut leftOut, List<String> notes) {
        this.profile = profile;
        this.leftOut = leftOut;
        this.notes = notes;
    }

    List<Combination> combinations() {
        List<Combination> kept = new ArrayList<>();
        for (Profile.Workload workload : profile.workloads()) {
            kept.addAll(product(workload, axes(workload, Map.of())));
            capped(kept.size());
        }
        for (Selection item : profile.exclude()) {
            exclude(item, kept);
        }
        for (Selection item : profile.include()) {
            include(item, kept);
            capped(kept.size());
        }
        return inOrder(kept);
    }

    /** Sorted so that guests run fastest and workloads stay within their disk. */
    private List<Combination> inOrder(List<Combination> combinations) {
        if (profile.workloads().size() == 1) {
            return combinations;
        }
        Map<SortedMap<String, String>, List<Combination>> byMachine = new LinkedHashMap<>();
        for (Combination combination : combinations) {
            SortedMap<String, String> machine = new TreeMap<>(combination.factors());
            machine.keySet().removeIf(f -> f.startsWith("workload.") || f.equals("guests"));
            byMachine.computeIfAbsent(machine, m -> new ArrayList<>()).add(combination);
        }
        return byMachine.values().stream().flatMap(List::stream).toList();
    }

    private Map<String, List<String>> axes(
            Profile.Workload workload, Map<String, List<String>> overriding) {
        Map<String, List<String>> axes = new LinkedHashMap<>();
        axes.put("storage", profile.storage().stream().map(Profile.Storage::written).toList());
        axes.put("layer", profile.layers().stream().map(Word::word).toList());
        put(axes, profile.disk());
        put(axes, profile.guest());
        put(axes, List.of(profile.pageCache()));
        axes.put("workload.name", List.of(workload.name()));
        Profile.JobFile jobFile = workload.jobFile();
        if (jobFile != null) {
            axes.put("workload.file", List.of(jobFile.file()));
            axes.put("workload.file_sha256", List.of(CaseIds.hash(jobFile.text())));
        }
        put(axes, workload.axes());
        axes.putAll(overriding);
        // Removed and put back, so that the ladder runs fastest.
        axes.remove("guests");
        axes.put(
                "guests",
                overriding.getOrDefault(
                        "guests", profile.guests().stream().map(String::valueOf).toList()));
        return axes;
    }

    private static void put(Map<String, List<String>> axes, List<Axis> more) {
        more.forEach(axis -> axes.put(axis.factor(), axis.values()));
    }

    private List<Combination> product(Profile.Workload workload, Map<String, List<String>> axes) {
        long size = 1;
        for (List<String> values : axes.values()) {
            size *= values.size();
            capped(size);
        }
        List<SortedMap<String, String>> points = List.of(new TreeMap<>());
        for (Map.Entry<String, List<String>> axis : axes.entrySet()) {
            List<SortedMap<String, String>> longer =
                    new ArrayList<>(points.size() * axis.getValue().size());
            boolean one = axis.getValue().size() == 1;
            for (SortedMap<String, String> point : points) {
                for (String value : axis.getValue()) {
                    SortedMap<String, String> next = one ? point : new TreeMap<>(point);
                    next.put(axis.getKey(), value);
                    longer.add(next);
                }
            }
            points = longer;
        }
        return points.stream().map(point -> new Combination(workload, point)).toList();
    }

    private void capped(long combinations) {
        if (combinations > COMBINATIONS_MAX) {
            Position at = profile.disk().getFirst().at();
            throw new ProfileException(
                    List.of(
                            new Problem(
                                    profile.file(),
                                    at.line(),
                                    at.column(),
                                    "the axes make more than %,d combinations: shorten some lists"
                                            .formatted(COMBINATIONS_MAX))));
        }
    }

    private void exclude(Selection item, List<Combination> kept) {
        String reason = "excluded by the profile, line " + item.at().line();
        int before = kept.size();
        kept.removeIf(
                combination -> {
                    boolean matches =
                            item.factors().entrySet().stream()
                                    .allMatch(
                                            e ->
                                                    e.getValue()
                                                            .contains(combination.get(e.getKey())));
                    if (matches && isCounted(combination, item)) {
                        leftOut.add(combination, item.factors().keySet(), reason);
                    }
                    return matches;
                });
        if (kept.size() == before) {
            notes.add("exclude on line " + item.at().line() + " matches no combination");
        }
    }

    /** The twins of guests that are left out go with them, and are not counted again. */
    private boolean isCounted(Combination combination, Selection item) {
        return !combination.get("layer").equals(Layer.HOST.word())
                || !profile.layers().contains(Layer.GUEST)
                || item.factors().containsKey("layer");
    }

    private void include(Selection item, List<Combination> kept) {
        SortedMap<String, String> values = new TreeMap<>();
        item.factors().forEach((factor, list) -> values.put(factor, list.getFirst()));
        boolean matched = false;
        boolean changed = false;
        for (int i = 0; i < kept.size(); i++) {
            Combination combination = kept.get(i);
            if (suits(values, combination.workload()) && matches(values, combination)) {
                matched = true;
                SortedMap<String, String> further = new TreeMap<>(values);
                further.keySet().removeAll(original(combination.workload()));
                changed |= !further.isEmpty();
                kept.set(i, combination.with(further));
            }
        }
        if (matched) {
            if (!changed) {
                notes.add("include on line " + item.at().line() + " adds nothing new");
            }
            return;
        }
        String workload = values.getOrDefault("workload.name", "");
        for (Profile.Workload candidate : profile.workloads()) {
            if ((workload.isEmpty() || candidate.name().equals(workload))
                    && suits(values, candidate)) {
                Map<String, List<String>> one = new LinkedHashMap<>();
                values.forEach((factor, value) -> one.put(factor, List.of(value)));
                kept.addAll(product(candidate, axes(candidate, one)));
            }
        }
    }

    /** Whether a workload can have these factors: a job file takes no further fio options. */
    private static boolean suits(SortedMap<String, String> values, Profile.Workload workload) {
        return workload.jobFile() == null
                || values.keySet().stream()
                        .allMatch(f -> !f.startsWith("workload.") || OF_ANY_JOB.contains(f));
    }

    private boolean matches(SortedMap<String, String> values, Combination combination) {
        Set<String> original = original(combination.workload());
        return values.entrySet().stream()
                .allMatch(
                        e ->
                                !original.contains(e.getKey())
                                        || e.getValue().equals(combination.get(e.getKey())));
    }

    /** The factors that the profile itself gives, which an include must match and cannot change. */
    private Set<String> original(Profile.Workload workload) {
        Set<String> original = new HashSet<>(Set.of("storage", "layer", "workload.name", "guests"));
        List<Axis> axes = new ArrayList<>(profile.disk());
        axes.addAll(profile.guest());
        axes.add(profile.pageCache());
        axes.addAll(workload.axes());
        axes.stream().filter(Axis::written).map(Axis::factor).forEach(original::add);
        return original;
    }
}

package io.berth.plan;

import io.berth.profile.Axis;
import io.berth.profile.OperationKind;
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
import org.jspecify.annotations.Nullable;

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

    /** What a profile measures: a workload or an operation. */
    private record Subject(
            Profile.@Nullable Workload workload, Profile.@Nullable Operation operation) {

        List<Axis> axes() {
            return workload != null
                    ? workload.axes()
                    : operation != null ? operation.axes() : List.of();
        }
    }

    private final Profile profile;
    private final Set<String> notes;
    private final Product product;

    /**
     * @param rules those that can break a combination
     * @param notes gets what was found of includes, excludes and factors that mean nothing
     */
    Expansion(
            Profile profile,
            List<Relevance> relevances,
            List<Rule> rules,
            LeftOut leftOut,
            Set<String> notes) {
        this.profile = profile;
        this.notes = notes;
        Set<String> changed = changedByInclude();
        product =
                new Product(
                        new Product.Checks(
                                relevances.stream()
                                        .filter(r -> !changed.contains(r.factor()))
                                        .filter(r -> disjoint(r.dependsOn(), changed))
                                        .toList(),
                                rules.stream().filter(r -> disjoint(r.factors(), changed)).toList(),
                                profile.exclude()),
                        profile.layers(),
                        leftOut,
                        notes,
                        this::capped);
    }

    /** Every combination, workloads' first, without those known to be impossible. */
    List<Combination> combinations() {
        List<Combination> kept = new ArrayList<>();
        for (Subject subject : subjects()) {
            kept.addAll(product.of(subject.workload(), axes(subject, Map.of())));
            capped(kept.size());
        }
        for (Selection item : profile.exclude()) {
            if (!product.matched().contains(item)) {
                notes.add("exclude on line " + item.at().line() + " matches no combination");
            }
        }
        for (Selection item : profile.include()) {
            include(item, kept);
            capped(kept.size());
        }
        return inOrder(kept);
    }

    private List<Subject> subjects() {
        List<Subject> subjects = new ArrayList<>();
        profile.workloads().forEach(workload -> subjects.add(new Subject(workload, null)));
        profile.operations().forEach(operation -> subjects.add(new Subject(null, operation)));
        return subjects;
    }

    private static boolean disjoint(Set<String> some, Set<String> others) {
        return some.stream().noneMatch(others::contains);
    }

    /** The factors that an include can give to combinations that are there already. */
    private Set<String> changedByInclude() {
        Set<String> changed = new HashSet<>();
        profile.include().forEach(item -> changed.addAll(item.factors().keySet()));
        Set<String> fixed = null;
        for (Subject subject : subjects()) {
            Set<String> original = original(subject);
            if (fixed == null) {
                fixed = original;
            } else {
                fixed.retainAll(original);
            }
        }
        changed.removeAll(fixed == null ? Set.of() : fixed);
        return changed;
    }

    /** Sorted so that guests run fastest and workloads stay within their disk. */
    private List<Combination> inOrder(List<Combination> combinations) {
        if (profile.workloads().size() <= 1) {
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

    private Map<String, List<String>> axes(Subject subject, Map<String, List<String>> overriding) {
        Map<String, List<String>> axes = new LinkedHashMap<>();
        axes.put("storage", profile.storage().stream().map(Profile.Storage::written).toList());
        Profile.Workload workload = subject.workload();
        Profile.Operation operation = subject.operation();
        if (operation != null) {
            axes.put("operation.name", List.of(operation.kind().word()));
        } else {
            axes.put("layer", profile.layers().stream().map(Word::word).toList());
        }
        put(axes, profile.disk());
        put(axes, profile.guest());
        put(axes, List.of(profile.pageCache()));
        if (workload != null) {
            axes.put("workload.name", List.of(workload.name()));
            Profile.JobFile jobFile = workload.jobFile();
            if (jobFile != null) {
                axes.put("workload.file", List.of(jobFile.file()));
                axes.put("workload.file_sha256", List.of(CaseIds.hash(jobFile.text())));
            }
        }
        put(axes, subject.axes());
        axes.putAll(overriding);
        if (operation != null) {
            axes.keySet().removeIf(factor -> !Operations.has(operation.kind(), factor));
            return axes;
        }
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

    private void include(Selection item, List<Combination> kept) {
        SortedMap<String, String> values = new TreeMap<>();
        item.factors().forEach((factor, list) -> values.put(factor, list.getFirst()));
        boolean matched = false;
        boolean changed = false;
        for (int i = 0; i < kept.size(); i++) {
            Combination combination = kept.get(i);
            Set<String> original = original(subjectOf(combination));
            if (suits(values, subjectOf(combination)) && matches(values, original, combination)) {
                matched = true;
                SortedMap<String, String> further = new TreeMap<>(values);
                further.keySet().removeAll(original);
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
        Map<String, List<String>> one = new LinkedHashMap<>();
        values.forEach((factor, value) -> one.put(factor, List.of(value)));
        for (Subject candidate : subjects()) {
            String name = values.getOrDefault(nameFactor(candidate), "");
            if ((name.isEmpty() || name.equals(nameOf(candidate))) && suits(values, candidate)) {
                kept.addAll(product.included(candidate.workload(), axes(candidate, one)));
            }
        }
    }

    private Subject subjectOf(Combination combination) {
        Profile.Workload workload = combination.workload();
        if (workload != null) {
            return new Subject(workload, null);
        }
        OperationKind kind = combination.word("operation.name", OperationKind.class);
        return new Subject(
                null,
                profile.operations().stream()
                        .filter(operation -> operation.kind() == kind)
                        .findFirst()
                        .orElseThrow());
    }

    private static String nameFactor(Subject subject) {
        return subject.workload() != null ? "workload.name" : "operation.name";
    }

    private static String nameOf(Subject subject) {
        Profile.Workload workload = subject.workload();
        Profile.Operation operation = subject.operation();
        return workload != null
                ? workload.name()
                : operation != null ? operation.kind().word() : "";
    }

    /** Whether a subject can have these factors: a job file takes no further fio options. */
    private static boolean suits(SortedMap<String, String> values, Subject subject) {
        Profile.Operation operation = subject.operation();
        if (operation != null) {
            return values.keySet().stream().allMatch(f -> Operations.has(operation.kind(), f));
        }
        Profile.Workload workload = subject.workload();
        boolean inline = workload != null && workload.jobFile() == null;
        return values.keySet().stream()
                .allMatch(
                        f ->
                                !f.startsWith("operation.")
                                        && (inline
                                                || !f.startsWith("workload.")
                                                || OF_ANY_JOB.contains(f)));
    }

    private static boolean matches(
            SortedMap<String, String> values, Set<String> original, Combination combination) {
        return values.entrySet().stream()
                .allMatch(
                        e ->
                                !original.contains(e.getKey())
                                        || e.getValue().equals(combination.get(e.getKey())));
    }

    /** The factors that the profile itself gives, which an include must match and cannot change. */
    private Set<String> original(Subject subject) {
        Set<String> original =
                new HashSet<>(
                        Set.of("storage", "layer", "workload.name", "operation.name", "guests"));
        List<Axis> axes = new ArrayList<>(profile.disk());
        axes.addAll(profile.guest());
        axes.add(profile.pageCache());
        axes.addAll(subject.axes());
        axes.stream().filter(Axis::written).map(Axis::factor).forEach(original::add);
        return original;
    }
}

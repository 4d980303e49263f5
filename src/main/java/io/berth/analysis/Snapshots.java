package io.berth.analysis;

import io.berth.analysis.Sentence.Kind;
import io.berth.plan.Case;
import io.berth.results.CaseResult;
import io.berth.results.LiveSnapshot;
import io.berth.results.LiveSnapshot.Second;
import io.berth.results.RunData;
import io.berth.units.Figures;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The dip that a live snapshot makes. */
final class Snapshots {

    /** A second with less than this share of the usual I/Os counts as low. */
    private static final double LOW_SHARE = 0.5;

    private static final double SECOND_MS = 1000;
    private static final int MOST_SENTENCES = 3;

    private Snapshots() {}

    /** By case, block, guest and operation. */
    static List<SnapshotFigures> of(RunData run, Labels labels) {
        List<SnapshotFigures> all = new ArrayList<>();
        for (CaseResult result : run.results()) {
            for (LiveSnapshot snapshot : result.snapshots()) {
                Map<String, List<Second>> ops =
                        snapshot.seconds().stream()
                                .collect(
                                        Collectors.groupingBy(
                                                Second::op, TreeMap::new, Collectors.toList()));
                Case planned = run.plan().find(result.caseId());
                ops.forEach(
                        (op, seconds) ->
                                all.add(
                                        figures(
                                                result,
                                                labels.label(planned),
                                                snapshot,
                                                op,
                                                seconds)));
            }
        }
        return List.copyOf(all);
    }

    private static SnapshotFigures figures(
            CaseResult result,
            String label,
            LiveSnapshot snapshot,
            String op,
            List<Second> seconds) {
        List<Second> before =
                seconds.stream().filter(s -> s.fromMs() + SECOND_MS <= snapshot.atMs()).toList();
        List<Second> after =
                seconds.stream().filter(s -> s.fromMs() + SECOND_MS > snapshot.atMs()).toList();
        Double usual = median(before, Second::ios);
        int low =
                usual == null
                        ? 0
                        : (int) after.stream().filter(s -> s.ios() < LOW_SHARE * usual).count();
        return new SnapshotFigures(
                result.caseId(),
                label,
                result.block(),
                snapshot.guest(),
                op,
                snapshot.atMs(),
                snapshot.tookMs(),
                usual,
                low,
                after.stream().mapToLong(Second::ios).min().orElse(0),
                median(before, Second::clatNsMax),
                after.stream()
                        .map(Second::clatNsMax)
                        .filter(Objects::nonNull)
                        .max(Long::compare)
                        .orElse(null),
                List.copyOf(seconds));
    }

    private static @Nullable Double median(
            List<Second> seconds, Function<Second, @Nullable Long> value) {
        List<Long> found = new ArrayList<>();
        for (Second second : seconds) {
            Long one = value.apply(second);
            if (one != null) {
                found.add(one);
            }
        }
        return Spread.of(found).map(Spread::median).orElse(null);
    }

    /** A sentence for each case and operation: the worst guest and block of it. */
    static List<Sentence> sentences(List<SnapshotFigures> snapshots) {
        Map<List<String>, List<SnapshotFigures>> groups =
                snapshots.stream()
                        .collect(
                                Collectors.groupingBy(
                                        s -> List.of(s.label(), s.op()),
                                        LinkedHashMap::new,
                                        Collectors.toList()));
        return groups.values().stream()
                .sorted(Comparator.comparingLong(group -> -worst(group)))
                .limit(MOST_SENTENCES)
                .map(group -> new Sentence(Kind.MEASURED, sentence(group)))
                .toList();
    }

    private static long worst(List<SnapshotFigures> group) {
        return group.stream()
                .map(SnapshotFigures::worstNs)
                .filter(Objects::nonNull)
                .mapToLong(ns -> Objects.requireNonNull(ns))
                .max()
                .orElse(0);
    }

    private static String sentence(List<SnapshotFigures> group) {
        SnapshotFigures first = group.getFirst();
        Spread took = Spread.of(group.stream().map(SnapshotFigures::tookMs).toList()).orElseThrow();
        int low = group.stream().mapToInt(SnapshotFigures::lowSeconds).max().orElse(0);
        long worst = worst(group);
        Double usual =
                Spread.of(
                                group.stream()
                                        .map(SnapshotFigures::usualMaxNs)
                                        .filter(Objects::nonNull)
                                        .map(ns -> Objects.requireNonNull(ns))
                                        .toList())
                        .map(Spread::median)
                        .orElse(null);
        return "Live snapshot, "
                + first.label()
                + ": QEMU took "
                + Figures.nanos(took.median() * 1e6)
                + (took.n() > 1 ? " (median of " + took.n() + ")" : "")
                + "; "
                + first.op()
                + " IOPS "
                + (low == 0
                        ? "never fell below half of what they were"
                        : "were below half of what they were for "
                                + (low == 1 ? "1 second" : low + " seconds"))
                + (worst == 0
                        ? ""
                        : ", the longest " + first.op() + " took " + Figures.nanos(worst))
                + (usual == null || worst == 0
                        ? ""
                        : " (before it " + Figures.nanos(usual) + " in a typical second)")
                + ".";
    }
}

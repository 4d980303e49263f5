package io.berth.analysis;

import io.berth.analysis.Comparison.Contrast;
import io.berth.analysis.Comparison.Verdict;
import io.berth.analysis.Sentence.Kind;
import io.berth.units.Figures;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What the compared cases showed at their largest guest counts: each verdict in a sentence of its
 * own; figures without one together, a sentence for each pair of a factor's values and each metric,
 * and then once why there is no verdict.
 */
final class ComparedSentences {

    /** More sentences than these are left to the tables. */
    private static final int MOST = 6;

    private final List<ComparedFigure> chosen;
    private final List<Sentence> sentences = new ArrayList<>();

    private ComparedSentences(List<ComparedFigure> chosen) {
        this.chosen = chosen;
    }

    /** Nothing if no comparison has figures. */
    static List<Sentence> of(List<Comparison> comparisons) {
        ComparedSentences compared = new ComparedSentences(chosen(comparisons));
        int open = compared.verdicts();
        open += compared.measured(MOST - compared.sentences.size());
        compared.furtherOnes(open);
        if (compared.sentences.stream().anyMatch(s -> s.kind() == Kind.MEASURED)) {
            compared.refusals();
        }
        return List.copyOf(compared.sentences);
    }

    /** The rates and p99 at the largest guest count of what is otherwise alike. */
    private static List<ComparedFigure> chosen(List<Comparison> comparisons) {
        Map<List<String>, Integer> largest = new HashMap<>();
        for (Comparison c : comparisons) {
            if (c.contrasts().stream().anyMatch(x -> x.ratio() != null)) {
                largest.merge(key(c), c.guests(), Math::max);
            }
        }
        boolean workloads = comparisons.stream().map(Comparison::workload).distinct().count() > 1;
        List<ComparedFigure> chosen = new ArrayList<>();
        for (Comparison c : comparisons) {
            if (c.guests() == largest.getOrDefault(key(c), -1)) {
                for (Contrast contrast : c.contrasts()) {
                    Double ratio = contrast.ratio();
                    if (ratio != null && said(contrast)) {
                        chosen.add(new ComparedFigure(c, contrast, ratio, workloads));
                    }
                }
            }
        }
        return chosen;
    }

    private static List<String> key(Comparison c) {
        return List.of(c.factor(), c.a(), c.b(), c.context(), c.layer(), c.workload());
    }

    private static boolean said(Contrast contrast) {
        return contrast.metric().endsWith("_p99")
                || (contrast.metric().equals("iops") && !contrast.op().equals("sync"));
    }

    /**
     * A sentence for each verdict, what differs (of too many: most) first; returns how many were
     * left out.
     */
    private int verdicts() {
        List<ComparedFigure> decided =
                chosen.stream()
                        .filter(f -> f.contrast().verdict() != Verdict.NO_VERDICT)
                        .sorted(
                                Comparator.<ComparedFigure>comparingInt(
                                                f -> rank(f.contrast().verdict()))
                                        .thenComparing(f -> !f.isRate()))
                        .toList();
        if (decided.size() > MOST) {
            decided =
                    decided.stream()
                            .sorted(
                                    Comparator.<ComparedFigure>comparingInt(
                                                    f -> rank(f.contrast().verdict()))
                                            .thenComparing(f -> !f.isRate())
                                            .thenComparing(f -> -f.distance()))
                            .toList();
        }
        decided.stream()
                .limit(MOST)
                .forEach(f -> sentences.add(new Sentence(Kind.VERDICT, f.contrast().sentence())));
        return Math.max(0, decided.size() - MOST);
    }

    private static int rank(Verdict verdict) {
        return switch (verdict) {
            case IMPROVED, WORSE -> 0;
            case EQUIVALENT -> 1;
            case INCONCLUSIVE -> 2;
            case NO_VERDICT -> 3;
        };
    }

    /** A sentence for each pair of values and metric; returns how many figures were left out. */
    private int measured(int most) {
        Map<List<String>, List<ComparedFigure>> groups = new LinkedHashMap<>();
        for (List<ComparedFigure> pair : pairs()) {
            for (ComparedFigure figure : pair) {
                groups.computeIfAbsent(figure.group(), key -> new ArrayList<>()).add(figure);
            }
        }
        List<List<ComparedFigure>> all = List.copyOf(groups.values());
        int shown = Math.min(all.size(), Math.max(0, most));
        all.subList(0, shown)
                .forEach(
                        group ->
                                sentences.add(
                                        new Sentence(
                                                Kind.MEASURED, ComparedFigure.sentence(group))));
        return all.subList(shown, all.size()).stream().mapToInt(List::size).sum();
    }

    /**
     * The figures without a verdict by pair of values, rates first; in the plan's order if all will
     * be said, else what differs most first.
     */
    private List<List<ComparedFigure>> pairs() {
        Map<List<String>, List<ComparedFigure>> pairs = new LinkedHashMap<>();
        chosen.stream()
                .filter(f -> f.contrast().verdict() == Verdict.NO_VERDICT)
                .sorted(Comparator.comparing(f -> !f.isRate()))
                .forEach(f -> pairs.computeIfAbsent(f.pair(), key -> new ArrayList<>()).add(f));
        List<List<ComparedFigure>> ordered = new ArrayList<>(pairs.values());
        long groups =
                ordered.stream()
                        .flatMap(List::stream)
                        .map(ComparedFigure::group)
                        .distinct()
                        .count();
        if (groups > MOST) {
            ordered.sort(
                    Comparator.<List<ComparedFigure>>comparingDouble(
                                    pair ->
                                            pair.stream()
                                                    .filter(ComparedFigure::isRate)
                                                    .mapToDouble(ComparedFigure::distance)
                                                    .max()
                                                    .orElse(0))
                            .reversed());
        }
        return ordered;
    }

    private void furtherOnes(int open) {
        if (open > 0) {
            sentences.add(
                    new Sentence(
                            sentences.getLast().kind(),
                            Figures.grouped(open)
                                    + (open == 1 ? " further comparison" : " further comparisons")
                                    + " at the largest guest count "
                                    + (open == 1 ? "is" : "are")
                                    + " in the tables."));
        }
    }

    /** Once, why figures have no verdict. */
    private void refusals() {
        List<ComparedFigure> refused =
                chosen.stream().filter(f -> f.contrast().verdict() == Verdict.NO_VERDICT).toList();
        if (refused.isEmpty()) {
            return;
        }
        List<String> reasons = new ArrayList<>();
        List<ComparedFigure> tooFew = refusedFor(refused, Refusal.Code.TOO_FEW_BLOCKS);
        if (!tooFew.isEmpty()) {
            reasons.add(PairedBlocks.needed(measuredBlocks(tooFew)));
        } else {
            reasons.addAll(spoilt(refused));
        }
        List<ComparedFigure> ram = refusedFor(refused, Refusal.Code.RAM_SERVED);
        if (!ram.isEmpty()) {
            reasons.add("reads came from the host's RAM" + share(ram));
        }
        if (!refusedFor(refused, Refusal.Code.BESIDE_TENANTS).isEmpty()) {
            reasons.add("foreign guests ran beside berth's");
        }
        if (reasons.isEmpty()) {
            reasons.add("the guests' CPUs were emulated");
        }
        sentences.add(
                new Sentence(
                        Kind.NO_VERDICT,
                        (refused.size() == chosen.size()
                                        ? "No verdict: "
                                        : "No verdict on the other figures: ")
                                + String.join("; ", reasons)
                                + "."));
    }

    private List<String> spoilt(List<ComparedFigure> refused) {
        List<String> reasons = new ArrayList<>();
        List<ComparedFigure> samples = refusedFor(refused, Refusal.Code.TOO_FEW_SAMPLES);
        if (!samples.isEmpty()) {
            reasons.add("too few samples lie beyond p99" + share(samples));
        }
        refusedFor(refused, Refusal.Code.SPOILT_BLOCKS).stream()
                .flatMap(f -> f.contrast().refusals().stream())
                .filter(r -> r.code() == Refusal.Code.SPOILT_BLOCKS)
                .map(Refusal::text)
                .findFirst()
                .ifPresent(reasons::add);
        return reasons;
    }

    private static List<ComparedFigure> refusedFor(
            List<ComparedFigure> figures, Refusal.Code code) {
        return figures.stream().filter(f -> f.contrast().refusedFor(code)).toList();
    }

    /** In how many of the comparisons that could be meant; empty if in all. */
    private String share(List<ComparedFigure> some) {
        List<ComparedFigure> alike =
                chosen.stream()
                        .filter(
                                f ->
                                        some.stream()
                                                .anyMatch(
                                                        s ->
                                                                s.isRate() == f.isRate()
                                                                        && Objects.equals(
                                                                                s.contrast().op(),
                                                                                f.contrast().op())))
                        .toList();
        return some.size() == alike.size()
                ? ""
                : " in " + some.size() + " of " + alike.size() + " comparisons";
    }

    private static String measuredBlocks(List<ComparedFigure> figures) {
        int least = figures.stream().mapToInt(f -> f.contrast().measuredBlocks()).min().orElse(0);
        int most = figures.stream().mapToInt(f -> f.contrast().measuredBlocks()).max().orElse(0);
        return least == most ? Integer.toString(least) : least + " to " + most;
    }
}

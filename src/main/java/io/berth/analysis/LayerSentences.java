package io.berth.analysis;

import io.berth.analysis.Sentence.Kind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** What the answer and the caveats say of guests against their host. */
final class LayerSentences {

    static final String BEATS = "guest_beats_host";

    private LayerSentences() {}

    /** The rates at the largest guest count of each workload, in one sentence. */
    static Optional<Sentence> measured(List<LayerFigures> rows, boolean emulated) {
        Map<String, Integer> largest = new LinkedHashMap<>();
        rows.forEach(row -> largest.merge(row.workload(), row.guests(), Math::max));
        Map<String, List<LayerFigures>> subjects = new LinkedHashMap<>();
        for (LayerFigures row : rows) {
            boolean top = row.guests() == Objects.requireNonNull(largest.get(row.workload()));
            if (top && !row.op().equals("sync")) {
                String subject =
                        (largest.size() > 1 ? row.workload() + " " : "")
                                + row.op()
                                + "s at "
                                + Labels.guests(row.guests());
                subjects.computeIfAbsent(subject, s -> new ArrayList<>()).add(row);
            }
        }
        if (subjects.isEmpty()) {
            return Optional.empty();
        }
        List<String> clauses = new ArrayList<>();
        subjects.forEach((subject, own) -> clauses.add(subject + " " + range(own)));
        return Optional.of(
                new Sentence(
                        Kind.MEASURED,
                        "Guest ÷ host, the IOPS of guests ÷ those of the host itself on plain"
                                + " files: "
                                + String.join("; ", clauses)
                                + (emulated ? " (" + Contrasts.EMULATED + ")" : "")
                                + "."));
    }

    private static String range(List<LayerFigures> rows) {
        Comparator<LayerFigures> byRatio =
                Comparator.comparingDouble(row -> row.iopsRatio().median());
        LayerFigures low = rows.stream().min(byRatio).orElseThrow();
        LayerFigures high = rows.stream().max(byRatio).orElseThrow();
        String from = Words.brief(low.iopsRatio().median());
        String to = Words.brief(high.iopsRatio().median());
        return from.equals(to)
                ? from
                : from
                        + "–"
                        + to
                        + " (lowest on "
                        + low.label()
                        + ", highest on "
                        + high.label()
                        + ")";
    }

    /** The guests that came out ahead of their host, with the likely reasons. */
    static Optional<Analysis.NoticeRow> ahead(List<LayerFigures> rows) {
        Set<String> cases = new LinkedHashSet<>();
        Set<String> reasons = new LinkedHashSet<>();
        for (LayerFigures row : rows) {
            if (row.faster() != null) {
                cases.add(row.guestCase());
                reasons.add(row.faster());
            }
        }
        if (cases.isEmpty()) {
            return Optional.empty();
        }
        List<String> said = reasons.stream().limit(3).toList();
        int more = reasons.size() - said.size();
        return Optional.of(
                new Analysis.NoticeRow(
                        BEATS,
                        "Guests came out ahead of the host itself, which is no virtue of theirs: "
                                + String.join("; ", said)
                                + (more > 0 ? "; and " + more + " more" : "")
                                + ".",
                        List.copyOf(cases),
                        List.of()));
    }
}

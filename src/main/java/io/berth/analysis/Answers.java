package io.berth.analysis;

import io.berth.analysis.CaseFigures.ObjectiveCheck;
import io.berth.analysis.CaseFigures.OpFigures;
import io.berth.analysis.CaseFigures.Outcome;
import io.berth.analysis.Comparison.Contrast;
import io.berth.analysis.Comparison.Verdict;
import io.berth.analysis.Sentence.Kind;
import io.berth.units.Figures;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The answer in words: measured figures or verdicts, objectives, limits, failures. */
final class Answers {

    /** More comparisons than these are left to the tables. */
    private static final int MOST_COMPARED = 8;

    private static final int MOST_FAILURES = 4;

    private final Header header;
    private final List<CaseFigures> cases;
    private final List<Comparison> comparisons;
    private final List<Analysis.Failure> failures;
    private final List<Sentence> sentences = new ArrayList<>();

    private Answers(
            Header header,
            List<CaseFigures> cases,
            List<Comparison> comparisons,
            List<Analysis.Failure> failures) {
        this.header = header;
        this.cases = cases;
        this.comparisons = comparisons;
        this.failures = failures;
    }

    static List<Sentence> of(
            Header header,
            List<CaseFigures> cases,
            List<Comparison> comparisons,
            List<Analysis.Failure> failures) {
        Answers answers = new Answers(header, cases, comparisons, failures);
        if (header.counts().completed() == 0) {
            answers.say(Kind.FAILED, "No case completed, so there are no figures.");
        }
        answers.compared();
        if (answers.sentences.stream().noneMatch(Answers::isFigure)) {
            answers.measured();
        }
        answers.objectives();
        answers.caveats();
        answers.failed();
        return List.copyOf(answers.sentences);
    }

    private void say(Kind kind, String text) {
        sentences.add(new Sentence(kind, text));
    }

    private static boolean isFigure(Sentence sentence) {
        return sentence.kind() == Kind.VERDICT || sentence.kind() == Kind.MEASURED;
    }

    /** At the largest guest count of each comparison: first all rates, then all p99. */
    private void compared() {
        Map<List<String>, Integer> largest = new HashMap<>();
        for (Comparison c : comparisons) {
            if (c.contrasts().stream().anyMatch(x -> x.ratio() != null)) {
                largest.merge(key(c), c.guests(), Math::max);
            }
        }
        List<Contrast> chosen = new ArrayList<>();
        for (String metric : List.of("iops", "clat_p99")) {
            for (Comparison c : comparisons) {
                if (c.guests() == largest.getOrDefault(key(c), -1)) {
                    c.contrasts().stream()
                            .filter(x -> x.metric().equals(metric) && x.ratio() != null)
                            .filter(x -> !x.op().equals("sync"))
                            .forEach(chosen::add);
                }
            }
        }
        for (Contrast contrast : chosen.subList(0, Math.min(MOST_COMPARED, chosen.size()))) {
            say(
                    contrast.verdict() == Verdict.NO_VERDICT ? Kind.MEASURED : Kind.VERDICT,
                    contrast.sentence());
        }
        if (chosen.size() > MOST_COMPARED) {
            say(
                    Kind.MEASURED,
                    chosen.size()
                            - MOST_COMPARED
                            + " further comparisons at the largest guest count are in the tables.");
        }
    }

    private static List<String> key(Comparison c) {
        return List.of(c.factor(), c.a(), c.b(), c.context(), c.layer(), c.workload());
    }

    /**
     * Without anything to compare: what was measured, at the largest guest count of each ladder.
     */
    private void measured() {
        int said = 0;
        for (Ladder ladder : Ladders.of(cases)) {
            Ladder.Rung rung =
                    ladder.rungs().stream()
                            .filter(r -> !r.ops().isEmpty())
                            .reduce((a, b) -> b)
                            .orElse(null);
            if (rung == null || said == MOST_COMPARED) {
                continue;
            }
            said++;
            CaseFigures figures =
                    cases.stream()
                            .filter(c -> c.id().equals(rung.caseId()))
                            .findAny()
                            .orElseThrow();
            List<String> ops = figures.ops().stream().map(Answers::figures).toList();
            say(Kind.MEASURED, figures.label() + ": " + String.join("; ", ops) + ".");
        }
    }

    private static String figures(OpFigures op) {
        var latency = op.latency().get(CaseAnalyser.kind(op.op()));
        Long p99 = latency == null ? null : latency.pooled().at("99");
        return op.op()
                + " "
                + Figures.grouped(Math.round(op.iops().median()))
                + " IOPS"
                + (p99 == null
                        ? ""
                        : ", " + CaseAnalyser.kind(op.op()) + " p99 " + Figures.nanos(p99))
                + " in "
                + Labels.blocks(op.iops().n());
    }

    /** Per ladder: up to which guest count every limit was met, and what came next. */
    private void objectives() {
        for (Ladder ladder : Ladders.of(cases)) {
            String met = null;
            for (Ladder.Rung rung : ladder.rungs()) {
                CaseFigures figures =
                        cases.stream()
                                .filter(c -> c.id().equals(rung.caseId()))
                                .findAny()
                                .orElseThrow();
                if (figures.objective().isEmpty()) {
                    continue;
                }
                List<ObjectiveCheck> open =
                        figures.objective().stream()
                                .filter(check -> check.outcome() != Outcome.MET)
                                .toList();
                if (!open.isEmpty() || figures.measuredBlocks() == 0) {
                    say(Kind.OBJECTIVE, notMet(figures, open));
                    met = null;
                    break;
                }
                met =
                        figures.label()
                                + ": the objective was met in "
                                + Labels.blocks(figures.measuredBlocks())
                                + ", at every smaller count measured too.";
            }
            if (met != null) {
                say(Kind.OBJECTIVE, met);
            }
        }
    }

    private static String notMet(CaseFigures figures, List<ObjectiveCheck> open) {
        List<String> words = new ArrayList<>();
        for (ObjectiveCheck check : open) {
            words.add(
                    switch (check.outcome()) {
                        case MET -> check.name() + " met";
                        case MISSED ->
                                check.name()
                                        + " missed, "
                                        + check.measured()
                                        + " for "
                                        + check.limit()
                                        + " (worst guest)";
                        case NOT_JUDGEABLE -> check.name() + " not judgeable, " + check.reason();
                    });
        }
        return figures.label()
                + ": the objective "
                + (words.isEmpty() ? "was not measured" : String.join("; ", words))
                + ".";
    }

    private void caveats() {
        if (header.emulated()) {
            say(
                    Kind.CAVEAT,
                    "The guests ran on an "
                            + Contrasts.EMULATED
                            + " ("
                            + header.accelerator()
                            + ": "
                            + header.acceleratorReason()
                            + ").");
        }
        int pending = header.counts().pending();
        if (pending > 0) {
            say(
                    Kind.CAVEAT,
                    "The run ended with "
                            + pending
                            + " of "
                            + header.counts().planned()
                            + " measurements pending; './berth run --resume "
                            + header.runId()
                            + "' finishes it.");
        }
    }

    private void failed() {
        List<Analysis.Failure> ended =
                failures.stream().filter(f -> !f.status().equals("pending")).toList();
        for (Analysis.Failure failure : ended.subList(0, Math.min(MOST_FAILURES, ended.size()))) {
            say(
                    Kind.FAILED,
                    failure.label()
                            + ", block "
                            + failure.block()
                            + " "
                            + (failure.status().equals("skipped") ? "was skipped" : "failed")
                            + ": "
                            + failure.reason());
        }
        if (ended.size() > MOST_FAILURES) {
            say(
                    Kind.FAILED,
                    ended.size() - MOST_FAILURES + " more failed or were skipped; see the list.");
        }
    }
}

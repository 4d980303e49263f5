package io.berth.analysis;

import io.berth.analysis.CaseFigures.ObjectiveCheck;
import io.berth.analysis.CaseFigures.OpFigures;
import io.berth.analysis.CaseFigures.Outcome;
import io.berth.analysis.Sentence.Kind;
import io.berth.profile.Layer;
import io.berth.units.Figures;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The answer in words: measured figures or verdicts, objectives, limits, failures. */
final class Answers {

    /** More sentences of one kind than these are left to the tables. */
    private static final int MOST_MEASURED = 6;

    private static final int MOST_OBJECTIVES = 4;

    private static final int MOST_FAILURES = 4;

    private final Header header;
    private final List<CaseFigures> cases;
    private final List<Analysis.Failure> failures;
    private final List<Sentence> sentences = new ArrayList<>();

    private Answers(Header header, List<CaseFigures> cases, List<Analysis.Failure> failures) {
        this.header = header;
        this.cases = cases;
        this.failures = failures;
    }

    static List<Sentence> of(
            Header header,
            List<CaseFigures> cases,
            List<Comparison> comparisons,
            @Nullable List<LayerFigures> layers,
            List<Sentence> ofOperations,
            List<Analysis.Failure> failures) {
        Answers answers = new Answers(header, cases, failures);
        if (header.counts().completed() == 0) {
            answers.say(Kind.FAILED, "Nothing completed, so there are no figures.");
        }
        answers.sentences.addAll(ComparedSentences.of(comparisons));
        if (answers.sentences.stream().noneMatch(Answers::isFigure)) {
            answers.measured();
        }
        if (layers != null) {
            LayerSentences.measured(layers, header.emulated()).ifPresent(answers.sentences::add);
        }
        answers.sentences.addAll(ofOperations);
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

    /**
     * Without anything to compare: what was measured, at the largest guest count of each ladder.
     */
    private void measured() {
        int said = 0;
        for (Ladder ladder : ladders()) {
            Ladder.Rung rung =
                    ladder.rungs().stream()
                            .filter(r -> !r.ops().isEmpty())
                            .reduce((a, b) -> b)
                            .orElse(null);
            if (rung == null || said == MOST_MEASURED) {
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

    /** Those of guests; those of the host in a run without any. */
    private List<Ladder> ladders() {
        List<Ladder> all = Ladders.of(cases);
        List<Ladder> guests =
                all.stream().filter(l -> !l.layer().equals(Layer.HOST.word())).toList();
        return guests.isEmpty() ? all : guests;
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
        List<String> met = new ArrayList<>();
        List<String> notMet = new ArrayList<>();
        for (Ladder ladder : ladders()) {
            objective(ladder, met, notMet);
        }
        int all = met.size() + notMet.size();
        if (all > MOST_OBJECTIVES) {
            say(
                    Kind.OBJECTIVE,
                    "The objective was met at every guest count in "
                            + met.size()
                            + " of "
                            + all
                            + " configurations; the table of the objective has them all.");
            met.clear();
        }
        notMet.stream().limit(MOST_OBJECTIVES).forEach(text -> say(Kind.OBJECTIVE, text));
        met.forEach(text -> say(Kind.OBJECTIVE, text));
    }

    private void objective(Ladder ladder, List<String> met, List<String> notMet) {
        CaseFigures largest = null;
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
                notMet.add(notMet(figures, open));
                return;
            }
            largest = figures;
        }
        if (largest != null) {
            met.add(
                    largest.label()
                            + ": the objective was met in "
                            + Labels.blocks(largest.measuredBlocks())
                            + ", at every smaller count measured too.");
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

package io.berth.analysis;

import io.berth.analysis.CaseFigures.BlockStatus;
import io.berth.plan.Block;
import io.berth.plan.Case;
import io.berth.plan.Objective;
import io.berth.profile.Layer;
import io.berth.results.CaseResult;
import io.berth.results.GuestResult;
import io.berth.results.RunData;
import io.berth.results.Status;
import io.berth.results.Window;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** Turns what a run found into everything that its reports say. */
public final class Analyses {

    /** Why something planned has no result. */
    static final String PENDING = "the run ended before it; --resume measures it";

    private final RunData run;
    private final Labels labels;
    private final @Nullable Objective objective;
    private final List<CaseFigures> cases = new ArrayList<>();
    private final List<Curve> curves = new ArrayList<>();
    private final List<Analysis.Failure> failures = new ArrayList<>();

    private Analyses(RunData run, @Nullable Objective objective) {
        this.run = run;
        this.labels = new Labels(run.plan());
        this.objective = objective;
    }

    /**
     * Analyses a run: the same run gives the same analysis, to the byte.
     *
     * @param objective judged in place of the plan's own; null keeps the plan's
     * @throws io.berth.results.ResultsException if a histogram file is missing or damaged
     */
    public static Analysis analyse(RunData run, @Nullable Objective objective) {
        Objective judged = objective == null ? run.plan().objective() : objective;
        return new Analyses(run, judged).analysis();
    }

    private Analysis analysis() {
        for (Case planned : run.plan().cases()) {
            cases.add(figures(planned));
        }
        Header header = Headers.of(run, objective);
        List<Comparison> comparisons = comparisons(header.emulated());
        List<LayerFigures> layers = LayerRatios.of(run.plan(), cases);
        List<OperationFigures> operations = Operations.of(run);
        List<OperationComparison> operationComparisons =
                OperationComparisons.of(run.plan(), operations, header.emulated());
        List<SnapshotFigures> snapshots = Snapshots.of(run, labels);
        operations.forEach(this::failures);
        List<Analysis.NoticeRow> notices = new ArrayList<>(Notices.of(run));
        notices.addAll(DiskNotices.rows(run, cases));
        if (layers != null) {
            LayerSentences.ahead(layers).ifPresent(notices::add);
        }
        return new Analysis(
                Analysis.SCHEMA_VERSION,
                header,
                Answers.of(
                        header,
                        cases,
                        comparisons,
                        layers,
                        Stream.concat(
                                        OperationSentences.of(operations, operationComparisons)
                                                .stream(),
                                        Snapshots.sentences(snapshots).stream())
                                .toList(),
                        failures),
                List.copyOf(cases),
                comparisons,
                Ladders.of(cases),
                List.copyOf(curves),
                Images.of(run),
                Effective.of(run, labels),
                run.plan().exclusions(),
                List.copyOf(failures),
                List.copyOf(notices),
                Facts.environment(run.environment()),
                Facts.provenance(run),
                ExactCommandLines.of(run, labels),
                operations,
                operationComparisons,
                snapshots,
                layers);
    }

    private List<CaseResult> results(String caseId) {
        return run.results().stream().filter(r -> r.caseId().equals(caseId)).toList();
    }

    private CaseFigures figures(Case planned) {
        List<CaseResult> results = results(planned.id());
        List<CaseResult> completed =
                results.stream().filter(r -> r.status() == Status.COMPLETED).toList();
        List<BlockStatus> blocks = blocks(planned);
        CaseAnalyser analyser = new CaseAnalyser(run, planned, completed);
        CaseFigures figures =
                new CaseFigures(
                        planned.id(),
                        labels.label(planned),
                        planned.factors(),
                        labels.configurationKey(planned),
                        labels.configurationLabel(planned),
                        planned.layer().word(),
                        labels.workload(planned),
                        planned.workload().rw(),
                        planned.guests(),
                        blocks,
                        completed.size(),
                        analyser.figures(),
                        HostAnalyser.figures(completed),
                        Stream.concat(
                                        results.stream().flatMap(r -> r.notices().stream()),
                                        DiskNotices.of(planned, results).stream())
                                .distinct()
                                .toList(),
                        // What a guest must get is not asked of the host itself.
                        planned.layer() == Layer.HOST
                                ? List.of()
                                : new Objectives(run, planned, completed).checks(objective));
        curves(figures, analyser);
        return figures;
    }

    private List<BlockStatus> blocks(Case planned) {
        List<BlockStatus> statuses = new ArrayList<>();
        for (Block block : run.plan().blocks()) {
            if (block.caseIds().contains(planned.id())) {
                BlockStatus status =
                        run.result(planned.id(), block.number())
                                .map(Analyses::status)
                                .orElseGet(() -> pending(block.number()));
                statuses.add(status);
                String reason = status.reason();
                if (!status.status().equals(Status.COMPLETED.word())) {
                    failures.add(
                            new Analysis.Failure(
                                    planned.id(),
                                    labels.label(planned),
                                    block.number(),
                                    status.status(),
                                    reason == null ? "no reason was stored" : reason));
                }
            }
        }
        return List.copyOf(statuses);
    }

    /** Blocks in which an operation did not complete. */
    private void failures(OperationFigures operation) {
        for (OperationFigures.BlockOperation block : operation.blocks()) {
            if (!block.status().equals(Status.COMPLETED.word())) {
                String reason = block.reason();
                failures.add(
                        new Analysis.Failure(
                                operation.id(),
                                operation.label(),
                                block.block(),
                                block.status(),
                                reason == null ? "no reason was stored" : reason));
            }
        }
    }

    private static BlockStatus pending(int block) {
        return new BlockStatus(block, "pending", PENDING, null, null, null, 0);
    }

    private static BlockStatus status(CaseResult result) {
        Window window = result.window();
        return new BlockStatus(
                result.block(),
                result.status().word(),
                result.reason(),
                window == null ? null : window.seconds(),
                window == null ? null : window.overlapShare(),
                window == null ? null : window.skewMs(),
                result.guests().stream().mapToLong(GuestResult::errors).sum());
    }

    private void curves(CaseFigures figures, CaseAnalyser analyser) {
        for (CaseFigures.OpFigures op : figures.ops()) {
            String kind = CaseAnalyser.kind(op.op());
            Histogram merged = analyser.merged(kind, op.op());
            CaseFigures.LatencyFigures latency = op.latency().get(kind);
            if (merged != null && latency != null) {
                curves.add(
                        new Curve(
                                figures.id(),
                                figures.configuration(),
                                figures.configurationLabel(),
                                figures.layer(),
                                figures.workload(),
                                figures.guests(),
                                op.op(),
                                kind,
                                merged.getTotalCount(),
                                Curves.points(merged, latency.pooled().maxNs())));
            }
        }
    }

    private List<Comparison> comparisons(boolean emulated) {
        Map<String, Contrasts.Side> sides = new LinkedHashMap<>();
        for (CaseFigures figures : cases) {
            sides.put(figures.id(), new Contrasts.Side(figures, results(figures.id())));
        }
        Contrasts contrasts = new Contrasts(run.plan(), emulated, labels);
        List<Comparison> comparisons = new ArrayList<>();
        for (Comparisons.Pair pair : Comparisons.pairs(run.plan())) {
            Contrasts.Side a = sides.get(pair.a().id());
            Contrasts.Side b = sides.get(pair.b().id());
            if (a != null && b != null) {
                comparisons.add(contrasts.compare(pair, a, b));
            }
        }
        return List.copyOf(comparisons);
    }
}

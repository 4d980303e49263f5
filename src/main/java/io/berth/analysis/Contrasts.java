package io.berth.analysis;

import io.berth.analysis.Comparison.BlockRatio;
import io.berth.analysis.Comparison.Contrast;
import io.berth.analysis.Refusal.Code;
import io.berth.latency.LatencySummary;
import io.berth.plan.Plan;
import io.berth.plan.Workload;
import io.berth.profile.Layer;
import io.berth.profile.PageCache;
import io.berth.results.CaseResult;
import io.berth.results.GuestResult;
import io.berth.results.OpResult;
import io.berth.results.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * Compares two cases block by block: d = ln(B ÷ A) in each block, Hodges–Lehmann over blocks, the
 * exact signed-rank interval, exponentiated; then the refusals.
 */
final class Contrasts {

    static final String EMULATED =
            "emulated CPU: for trying berth out, never for capacity decisions";

    /** More of the host's CPU time than this taken by a hypervisor under it spoils a block. */
    private static final double STEAL_LIMIT_SHARE = 0.05;

    private static final List<String> PERCENTILES = List.of("50", "99", "99.9");

    private final Plan plan;
    private final boolean emulated;
    private final Labels labels;

    Contrasts(Plan plan, boolean emulated, Labels labels) {
        this.plan = plan;
        this.emulated = emulated;
        this.labels = labels;
    }

    /** One side: its figures, and its results by block. */
    record Side(CaseFigures figures, List<CaseResult> results) {
        @Nullable CaseResult result(int block) {
            return results.stream().filter(r -> r.block() == block).findAny().orElse(null);
        }

        CaseFigures.@Nullable BlockOp block(String op, int block) {
            return figures.ops().stream()
                    .filter(o -> o.op().equals(op))
                    .flatMap(o -> o.blocks().stream())
                    .filter(b -> b.block() == block)
                    .findAny()
                    .orElse(null);
        }
    }

    /** A metric of an operation; the percentile is null for the rate. */
    private record Metric(String op, @Nullable String percentile) {
        String name() {
            return percentile == null ? "iops" : CaseAnalyser.kind(op) + "_p" + percentile;
        }

        @Nullable Double value(CaseFigures.@Nullable BlockOp block) {
            if (block == null) {
                return null;
            }
            if (percentile == null) {
                return block.iops();
            }
            LatencySummary latency = block.latency().get(CaseAnalyser.kind(op));
            Long ns = latency == null ? null : latency.at(percentile);
            return ns == null ? null : (double) ns;
        }
    }

    /** All figures of a pair; none for an operation that neither has. */
    Comparison compare(Comparisons.Pair pair, Side a, Side b) {
        List<Contrast> contrasts = new ArrayList<>();
        for (CaseFigures.OpFigures op : longer(a, b).figures().ops()) {
            contrasts.add(contrast(pair, new Metric(op.op(), null), a, b));
            for (String percentile : PERCENTILES) {
                Metric metric = new Metric(op.op(), percentile);
                if (blocks(metric, pair, a, b).stream()
                        .anyMatch(r -> r.a() != null || r.b() != null)) {
                    contrasts.add(contrast(pair, metric, a, b));
                }
            }
        }
        return new Comparison(
                pair.factor(),
                pair.valueA(),
                pair.valueB(),
                pair.a().id(),
                pair.b().id(),
                labels.context(pair),
                pair.a().layer().word(),
                labels.workload(pair.a()),
                pair.a().guests(),
                List.copyOf(contrasts));
    }

    private static Side longer(Side a, Side b) {
        return a.figures().ops().size() >= b.figures().ops().size() ? a : b;
    }

    private Contrast contrast(Comparisons.Pair pair, Metric metric, Side a, Side b) {
        List<BlockRatio> blocks = blocks(metric, pair, a, b);
        boolean higherIsBetter = metric.percentile() == null;
        Contrast bare =
                PairedBlocks.contrast(
                        metric.op(),
                        metric.name(),
                        higherIsBetter ? "1/s" : "ns",
                        higherIsBetter,
                        blocks,
                        refusals(pair, metric, a, b, blocks, PairedBlocks.valid(blocks)),
                        plan.measure().smallestEffect());
        return Words.withSentence(bare, pair, labels.sharedWords(pair));
    }

    private List<BlockRatio> blocks(Metric metric, Comparisons.Pair pair, Side a, Side b) {
        List<BlockRatio> ratios = new ArrayList<>();
        for (var block : plan.blocks()) {
            if (!block.caseIds().contains(pair.a().id())
                    || !block.caseIds().contains(pair.b().id())) {
                continue;
            }
            Double ofA = metric.value(a.block(metric.op(), block.number()));
            Double ofB = metric.value(b.block(metric.op(), block.number()));
            boolean both = ofA != null && ofB != null && ofA > 0 && ofB > 0;
            Refusal invalid = invalid(metric, block.number(), a, pair.valueA());
            if (invalid == null) {
                invalid = invalid(metric, block.number(), b, pair.valueB());
            }
            ratios.add(
                    new BlockRatio(
                            block.number(),
                            ofA,
                            ofB,
                            both && ofA != null && ofB != null ? ofB / ofA : null,
                            invalid == null && !both ? spoilt("one of the two is zero") : invalid));
        }
        return List.copyOf(ratios);
    }

    /** Why one side's block carries no verdict on a metric; null if it does. */
    private @Nullable Refusal invalid(Metric metric, int block, Side side, String value) {
        CaseResult result = side.result(block);
        if (result == null) {
            return spoilt(value + " is pending");
        }
        if (result.status() != Status.COMPLETED) {
            return spoilt(value + " " + result.status().word());
        }
        long errors = result.guests().stream().mapToLong(GuestResult::errors).sum();
        if (errors > 0) {
            return spoilt(value + " had " + errors + " I/O errors");
        }
        if (result.host() != null && result.host().stealShare() > STEAL_LIMIT_SHARE) {
            return spoilt(
                    value
                            + " lost "
                            + Objectives.percent(result.host().stealShare())
                            + " of the host's CPU to a hypervisor under it");
        }
        return metric.percentile() == null
                ? null
                : invalidLatency(metric, metric.percentile(), block, side, value, result);
    }

    private static Refusal spoilt(String text) {
        return new Refusal(Code.SPOILT_BLOCKS, text);
    }

    private @Nullable Refusal invalidLatency(
            Metric metric,
            String percentile,
            int block,
            Side side,
            String value,
            CaseResult result) {
        for (GuestResult guest : result.guests()) {
            OpResult op = CaseAnalyser.find(guest, metric.op());
            Workload workload = plan.find(result.caseId()).workload();
            OptionalDouble offered = Offered.iops(workload, metric.op());
            if (op == null || offered.isEmpty()) {
                continue;
            }
            double share = op.iops() / offered.getAsDouble();
            double least =
                    Offered.leastShare(
                            workload,
                            Offered.LEAST_ACHIEVED_SHARE,
                            offered.getAsDouble(),
                            op.seconds());
            if (share < least) {
                return spoilt(
                        value + " achieved " + Objectives.percent(share) + " of the offered rate");
            }
        }
        CaseFigures.BlockOp figures = side.block(metric.op(), block);
        LatencySummary latency =
                figures == null ? null : figures.latency().get(CaseAnalyser.kind(metric.op()));
        if (latency == null) {
            return spoilt(value + " has no such latency");
        }
        return latency.judgeable(percentile)
                ? null
                : new Refusal(
                        Code.TOO_FEW_SAMPLES,
                        value
                                + " has fewer than "
                                + LatencySummary.JUDGED_FROM
                                + " samples beyond p"
                                + percentile);
    }

    private List<Refusal> refusals(
            Comparisons.Pair pair,
            Metric metric,
            Side a,
            Side b,
            List<BlockRatio> blocks,
            int valid) {
        List<Refusal> refusals = new ArrayList<>();
        if (valid < SignedRank.LEAST) {
            refusals.addAll(PairedBlocks.tooFew(blocks, valid));
        }
        if (emulated && pair.a().layer() == Layer.GUEST) {
            refusals.add(new Refusal(Code.EMULATED, EMULATED));
        }
        if (metric.op().equals("read")
                && pair.a().pageCache() != PageCache.WARM
                && (noticed(a, "ram_served") || noticed(b, "ram_served"))) {
            refusals.add(
                    new Refusal(
                            Code.RAM_SERVED,
                            "reads were served from the host's RAM, not from the storage"));
        }
        if (noticed(a, "beside_tenants") || noticed(b, "beside_tenants")) {
            refusals.add(new Refusal(Code.BESIDE_TENANTS, "foreign guests ran beside berth's"));
        }
        return List.copyOf(refusals);
    }

    private static boolean noticed(Side side, String code) {
        return side.figures().notices().stream().anyMatch(n -> n.code().equals(code));
    }
}

package io.berth.analysis;

import io.berth.analysis.CaseFigures.BlockOp;
import io.berth.analysis.CaseFigures.Fairness;
import io.berth.analysis.CaseFigures.GuestRate;
import io.berth.analysis.CaseFigures.LatencyFigures;
import io.berth.analysis.CaseFigures.OpFigures;
import io.berth.latency.LatencySummary;
import io.berth.plan.Case;
import io.berth.results.CaseResult;
import io.berth.results.GuestResult;
import io.berth.results.Merging;
import io.berth.results.OpResult;
import io.berth.results.RunData;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** The figures of one case from its completed blocks. Its histograms live no longer than it. */
final class CaseAnalyser {

    private final Case planned;
    private final List<CaseResult> completed;

    /** By kind, operation and guest: merged over blocks. */
    private final SortedMap<String, SortedMap<String, SortedMap<Integer, Histogram>>> guests =
            new TreeMap<>();

    /** By operation, then block, then kind: all guests. */
    private final SortedMap<String, SortedMap<Integer, SortedMap<String, LatencySummary>>> blocks =
            new TreeMap<>();

    CaseAnalyser(RunData run, Case planned, List<CaseResult> completed) {
        this.planned = planned;
        this.completed = completed;
        for (CaseResult result : completed) {
            add(result, run.histograms(result));
        }
    }

    private void add(
            CaseResult result,
            SortedMap<String, SortedMap<Integer, SortedMap<String, Histogram>>> kinds) {
        kinds.forEach(
                (kind, byGuest) -> {
                    Merging.pooled(byGuest)
                            .forEach(
                                    (op, pooled) ->
                                            blocks.computeIfAbsent(op, o -> new TreeMap<>())
                                                    .computeIfAbsent(
                                                            result.block(), b -> new TreeMap<>())
                                                    .put(kind, summary(result, kind, op, pooled)));
                    byGuest.forEach(
                            (guest, ops) ->
                                    ops.forEach(
                                            (op, histogram) ->
                                                    Merging.add(
                                                            guests(kind, op), guest, histogram)));
                });
    }

    private SortedMap<Integer, Histogram> guests(String kind, String op) {
        return guests.computeIfAbsent(kind, k -> new TreeMap<>())
                .computeIfAbsent(op, o -> new TreeMap<>());
    }

    /** The kind of latency that an operation is judged by. */
    static String kind(String op) {
        return op.equals("sync") ? "sync" : "clat";
    }

    /** The operations that any completed block has, in fio's order. */
    SortedSet<String> ops() {
        SortedSet<String> ops = new TreeSet<>(CaseAnalyser::byDirection);
        for (CaseResult result : completed) {
            for (GuestResult guest : result.guests()) {
                guest.ops().forEach(op -> ops.add(op.op()));
            }
        }
        return ops;
    }

    private static int byDirection(String a, String b) {
        int difference = Integer.compare(OPS.indexOf(a), OPS.indexOf(b));
        return difference == 0 ? a.compareTo(b) : difference;
    }

    List<OpFigures> figures() {
        return ops().stream().map(this::figures).toList();
    }

    private OpFigures figures(String op) {
        List<BlockOp> perBlock = new ArrayList<>();
        for (CaseResult result : completed) {
            perBlock.add(block(result, op));
        }
        OptionalDouble offered = Offered.iops(planned.workload(), op);
        return new OpFigures(
                op,
                Spread.of(perBlock.stream().map(BlockOp::iops).toList()).orElseThrow(),
                Spread.of(perBlock.stream().map(BlockOp::bwBytes).toList()).orElseThrow(),
                offered.isPresent() ? offered.getAsDouble() * planned.guests() : null,
                offered.isPresent() ? worstShare(perBlock, offered.getAsDouble()) : null,
                latency(op),
                planned.guests() == 1 ? null : fairness(op),
                List.copyOf(perBlock));
    }

    private static double worstShare(List<BlockOp> perBlock, double offeredIops) {
        return perBlock.stream()
                .flatMap(block -> block.guests().stream())
                .mapToDouble(guest -> guest.iops() / offeredIops)
                .min()
                .orElse(0);
    }

    private BlockOp block(CaseResult result, String op) {
        List<GuestRate> rates = new ArrayList<>();
        double iops = 0;
        double bwBytes = 0;
        for (GuestResult guest : result.guests()) {
            OpResult found = find(guest, op);
            LatencySummary latency = found == null ? null : found.latency().get(kind(op));
            iops += found == null ? 0 : found.iops();
            bwBytes += found == null ? 0 : found.bwBytes();
            rates.add(
                    new GuestRate(
                            guest.guest(),
                            found == null ? 0 : found.iops(),
                            latency == null ? null : latency.at("99")));
        }
        return new BlockOp(
                result.block(),
                iops,
                bwBytes,
                blocks.getOrDefault(op, new TreeMap<>())
                        .getOrDefault(result.block(), new TreeMap<>()),
                List.copyOf(rates));
    }

    static @Nullable OpResult find(GuestResult guest, String op) {
        return guest.ops().stream().filter(o -> o.op().equals(op)).findAny().orElse(null);
    }

    private SortedMap<String, LatencyFigures> latency(String op) {
        SortedMap<String, LatencyFigures> kinds = new TreeMap<>();
        guests.forEach(
                (kind, ops) -> {
                    SortedMap<Integer, Histogram> own = ops.get(op);
                    if (own != null) {
                        kinds.put(kind, latency(kind, op, own));
                    }
                });
        return kinds;
    }

    private LatencyFigures latency(String kind, String op, SortedMap<Integer, Histogram> own) {
        LatencySummary pooled = pooled(kind, op);
        SortedMap<String, Double> median = new TreeMap<>(BY_NUMBER);
        SortedMap<String, Long> worst = new TreeMap<>(BY_NUMBER);
        SortedMap<String, Spread> overBlocks = new TreeMap<>(BY_NUMBER);
        List<LatencySummary> summaries = own.values().stream().map(LatencySummary::of).toList();
        for (double percentile : LatencySummary.PERCENTILES) {
            String key = LatencySummary.key(percentile);
            List<Long> ofGuests = at(summaries, key);
            // A starved guest has too few samples for a high percentile: without its own, neither
            // the median nor the worst guest is known.
            if (ofGuests.size() == planned.guests()) {
                median.put(key, Spread.of(ofGuests).orElseThrow().median());
                worst.put(
                        key,
                        Math.min(
                                pooled.maxNs(),
                                ofGuests.stream().mapToLong(Long::longValue).max().orElseThrow()));
            }
            List<LatencySummary> ofBlocks =
                    blocks.getOrDefault(op, new TreeMap<>()).values().stream()
                            .map(kinds -> kinds.get(kind))
                            .filter(Objects::nonNull)
                            .toList();
            Spread.of(at(ofBlocks, key)).ifPresent(spread -> overBlocks.put(key, spread));
        }
        return new LatencyFigures(pooled, median, worst, overBlocks);
    }

    /** fio's operations, in the order in which they are said. */
    static final List<String> OPS = List.of("read", "write", "trim", "sync");

    private static final Comparator<String> BY_NUMBER =
            Comparator.comparingDouble(Double::parseDouble);

    private static List<Long> at(List<LatencySummary> summaries, String percentile) {
        List<Long> found = new ArrayList<>();
        for (LatencySummary summary : summaries) {
            Long ns = summary.at(percentile);
            if (ns != null) {
                found.add(ns);
            }
        }
        return found;
    }

    /** All guests, all blocks; null if the operation has no latency of this kind. */
    @Nullable Histogram merged(String kind, String op) {
        SortedMap<String, Histogram> sum = new TreeMap<>();
        guests.getOrDefault(kind, new TreeMap<>())
                .getOrDefault(op, new TreeMap<>())
                .values()
                .forEach(histogram -> Merging.add(sum, op, histogram));
        return sum.get(op);
    }

    private LatencySummary pooled(String kind, String op) {
        Histogram merged = merged(kind, op);
        if (merged == null) {
            throw new IllegalStateException("no " + kind + " of " + op);
        }
        List<OpResult> parts =
                completed.stream()
                        .flatMap(result -> result.guests().stream())
                        .flatMap(guest -> guest.ops().stream())
                        .filter(found -> found.op().equals(op))
                        .toList();
        return Merging.summary(kind, merged, parts);
    }

    private static LatencySummary summary(
            CaseResult result, String kind, String op, Histogram pooled) {
        List<OpResult> parts =
                result.guests().stream()
                        .flatMap(guest -> guest.ops().stream())
                        .filter(found -> found.op().equals(op))
                        .toList();
        return Merging.summary(kind, pooled, parts);
    }

    private Fairness fairness(String op) {
        double[] rates = new double[planned.guests()];
        for (CaseResult result : completed) {
            for (GuestResult guest : result.guests()) {
                OpResult found = find(guest, op);
                rates[guest.guest() - 1] += found == null ? 0 : found.iops() / completed.size();
            }
        }
        double sum = 0;
        double squares = 0;
        double min = Double.MAX_VALUE;
        for (double rate : rates) {
            sum += rate;
            squares += rate * rate;
            min = Math.min(min, rate);
        }
        double median = Spread.median(rates);
        return new Fairness(
                squares == 0 ? 1 : sum * sum / (rates.length * squares),
                median == 0 ? (sum == 0 ? 1 : 0) : min / median,
                worstOverMedianP99(op));
    }

    private @Nullable Double worstOverMedianP99(String op) {
        LatencyFigures latency = latency(op).get(kind(op));
        Long worst = latency == null ? null : latency.worstGuestNs().get("99");
        Double median = latency == null ? null : latency.medianGuestNs().get("99");
        return worst == null || median == null || median == 0 ? null : worst / median;
    }
}

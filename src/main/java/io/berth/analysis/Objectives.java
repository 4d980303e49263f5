package io.berth.analysis;

import io.berth.analysis.CaseFigures.ObjectiveCheck;
import io.berth.analysis.CaseFigures.Outcome;
import io.berth.latency.LatencySummary;
import io.berth.plan.Case;
import io.berth.plan.Objective;
import io.berth.results.CaseResult;
import io.berth.results.GuestResult;
import io.berth.results.OpResult;
import io.berth.results.RunData;
import io.berth.units.Figures;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SortedMap;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Whether a case meets an objective: every guest in every completed block must, by the completion
 * latency (clat; sync for the operation sync) and the rate inside the measured window.
 */
final class Objectives {

    private final RunData run;
    private final Case planned;
    private final List<CaseResult> completed;

    Objectives(RunData run, Case planned, List<CaseResult> completed) {
        this.run = run;
        this.planned = planned;
        this.completed = completed;
    }

    /** The objective in words, a line each. */
    static List<String> words(@Nullable Objective objective) {
        if (objective == null) {
            return List.of();
        }
        List<String> words = new ArrayList<>();
        objective
                .latency()
                .forEach((name, limit) -> words.add(name + " ≤ " + Figures.nanos(limit.toNanos())));
        Double share = objective.achievedShare();
        if (share != null) {
            words.add("achieved ≥ " + percent(share) + " of the offered rate");
        }
        return List.copyOf(words);
    }

    /** Each limit that applies to the case's operations. */
    List<ObjectiveCheck> checks(@Nullable Objective objective) {
        if (objective == null) {
            return List.of();
        }
        List<ObjectiveCheck> checks = new ArrayList<>();
        for (Map.Entry<String, Duration> limit : objective.latency().entrySet()) {
            if (completed.isEmpty() || hasOp(op(limit.getKey()))) {
                checks.add(latency(limit.getKey(), limit.getValue().toNanos()));
            }
        }
        Double share = objective.achievedShare();
        if (share != null) {
            checks.add(achieved(share));
        }
        return List.copyOf(checks);
    }

    private static String op(String name) {
        return name.substring(0, name.indexOf('.'));
    }

    private boolean hasOp(String op) {
        return completed.stream()
                .flatMap(result -> result.guests().stream())
                .anyMatch(guest -> CaseAnalyser.find(guest, op) != null);
    }

    private ObjectiveCheck latency(String name, long limitNs) {
        String op = op(name);
        double percentile = Double.parseDouble(name.substring(name.indexOf(".p") + 2));
        long worstNs = -1;
        long fewest = Long.MAX_VALUE;
        for (CaseResult result : completed) {
            var byGuest = run.histograms(result).get(CaseAnalyser.kind(op));
            for (GuestResult guest : result.guests()) {
                Histogram histogram = histogram(byGuest, guest.guest(), op);
                OpResult found = CaseAnalyser.find(guest, op);
                if (histogram == null || found == null) {
                    fewest = 0;
                    continue;
                }
                fewest = Math.min(fewest, histogram.getTotalCount());
                worstNs =
                        Math.max(
                                worstNs,
                                Math.min(
                                        histogram.getValueAtPercentile(percentile),
                                        maxNs(found, op)));
            }
        }
        String limit = Figures.nanos(limitNs);
        if (worstNs < 0) {
            return unmeasured(name, limit, limitNs);
        }
        String reason = tooFew(name, fewest, percentile);
        return new ObjectiveCheck(
                name,
                reason != null
                        ? Outcome.NOT_JUDGEABLE
                        : worstNs <= limitNs ? Outcome.MET : Outcome.MISSED,
                limit,
                Figures.nanos(worstNs),
                limitNs,
                (double) worstNs,
                reason);
    }

    private static long maxNs(OpResult found, String op) {
        LatencySummary summary = found.latency().get(CaseAnalyser.kind(op));
        return summary == null ? Long.MAX_VALUE : summary.maxNs();
    }

    private static @Nullable Histogram histogram(
            @Nullable SortedMap<Integer, SortedMap<String, Histogram>> byGuest,
            int guest,
            String op) {
        SortedMap<String, Histogram> ops = byGuest == null ? null : byGuest.get(guest);
        return ops == null ? null : ops.get(op);
    }

    private static @Nullable String tooFew(String name, long samples, double percentile) {
        double beyond = samples * (100 - percentile) / 100;
        return beyond + 1e-6 >= LatencySummary.JUDGED_FROM
                ? null
                : "a guest has "
                        + Figures.significant(beyond, 3)
                        + " samples beyond "
                        + name
                        + " in a block, "
                        + LatencySummary.JUDGED_FROM
                        + " are needed: a longer runtime gives them";
    }

    private ObjectiveCheck achieved(double limitShare) {
        Double worst = null;
        boolean met = true;
        for (CaseResult result : completed) {
            for (GuestResult guest : result.guests()) {
                for (OpResult found : guest.ops()) {
                    OptionalDouble offered = Offered.iops(planned.workload(), found.op());
                    if (offered.isPresent()) {
                        double share = found.iops() / offered.getAsDouble();
                        worst = worst == null ? share : Math.min(worst, share);
                        met &=
                                share
                                        >= Offered.leastShare(
                                                planned.workload(),
                                                limitShare,
                                                offered.getAsDouble(),
                                                found.seconds());
                    }
                }
            }
        }
        String limit = percent(limitShare);
        if (completed.isEmpty()) {
            return unmeasured("achieved", limit, limitShare);
        }
        return new ObjectiveCheck(
                "achieved",
                worst == null ? Outcome.NOT_JUDGEABLE : met ? Outcome.MET : Outcome.MISSED,
                limit,
                worst == null ? null : percent(worst),
                limitShare,
                worst,
                worst == null ? "the workload offers no fixed rate (rate_iops)" : null);
    }

    private static ObjectiveCheck unmeasured(String name, String limit, double value) {
        return new ObjectiveCheck(
                name, Outcome.NOT_JUDGEABLE, limit, null, value, null, "it was not measured");
    }

    static String percent(double share) {
        return Figures.significant(share * 100, 3) + " %";
    }
}

package io.berth.report;

import io.berth.report.Evidence.Topic;
import java.util.List;

/** The tables of throughput and latency figures. */
final class ScalingTables {
    private final Evidence evidence;

    ScalingTables(Evidence evidence) {
        this.evidence = evidence;
    }

    Table throughput(Topic topic, List<RungView> rungs) {
        TableBuilder<RungView> table =
                new TableBuilder<>(rungs)
                        .text("disk", r -> r.ladder().label())
                        .figure("guests", Scale.COUNT, r -> (double) r.guests())
                        .figure("IOPS", Scale.IOPS, r -> r.op().iops().median());
        if (rungs.stream().anyMatch(r -> r.op().iops().n() > 1)) {
            table.figure("lowest block", Scale.IOPS, r -> r.op().iops().min())
                    .figure("highest block", Scale.IOPS, r -> r.op().iops().max());
        }
        return table.figure("per guest", Scale.IOPS, r -> r.op().iops().median() / r.guests())
                .figure("bw", Scale.BYTES_PER_SECOND, r -> r.op().bwBytes().median())
                .figureIfAny("offered", Scale.IOPS, r -> r.figures().offeredIops())
                .figureIfAny("achieved", Scale.SHARE, r -> r.figures().achievedShare())
                .build(evidence.name(topic) + ": throughput of all guests together", "");
    }

    Table latency(Topic topic, List<RungView> rungs) {
        TableBuilder<RungView> table =
                new TableBuilder<>(rungs)
                        .text("disk", r -> r.ladder().label())
                        .figure("guests", Scale.COUNT, r -> (double) r.guests());
        for (String p : Measure.PERCENTILES) {
            table.figure(
                    "p" + p, Scale.NANOSECONDS, r -> Phrases.asDouble(r.op().pooledNs().get(p)));
        }
        return table.figureIfAny(
                        "worst guest p99",
                        Scale.NANOSECONDS,
                        r ->
                                r.guests() < 2
                                        ? null
                                        : Phrases.asDouble(r.op().worstGuestNs().get("99")))
                .figure("samples", Scale.COUNT, r -> (double) samples(r))
                .build(evidence.name(topic) + ": latency", "");
    }

    private static long samples(RungView rung) {
        var latency = rung.figures().latency().get(rung.op().kind());
        return latency == null ? 0 : latency.pooled().count();
    }
}

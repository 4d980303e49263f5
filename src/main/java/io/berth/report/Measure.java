package io.berth.report;

import io.berth.analysis.CaseFigures.BlockOp;
import io.berth.latency.LatencySummary;
import io.berth.report.chart.Quantity;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;

/** One measure of the rungs: its name, its scale, its value and its value block by block. */
record Measure(
        String id,
        String name,
        Quantity quantity,
        Scale scale,
        boolean latency,
        Function<RungView, @Nullable Double> value,
        Function<BlockOp, @Nullable Double> block) {

    static final List<String> PERCENTILES = List.of("50", "99", "99.9");

    static final Measure IOPS =
            new Measure(
                    "iops",
                    "all guests",
                    Quantity.IOPS,
                    Scale.IOPS,
                    false,
                    r -> r.op().iops().median(),
                    BlockOp::iops);

    static final Measure PER_GUEST =
            new Measure(
                    "guest",
                    "per guest",
                    Quantity.IOPS,
                    Scale.IOPS,
                    false,
                    r -> r.op().iops().median() / r.guests(),
                    b -> b.iops() / b.guests().size());

    static final Measure BANDWIDTH =
            new Measure(
                    "bw",
                    "all guests",
                    Quantity.BYTES_PER_SECOND,
                    Scale.BYTES_PER_SECOND,
                    false,
                    r -> r.op().bwBytes().median(),
                    BlockOp::bwBytes);

    static Measure percentile(String percentile) {
        return new Measure(
                "p" + percentile,
                "p" + percentile + " latency",
                Quantity.NANOSECONDS,
                Scale.NANOSECONDS,
                true,
                r -> Phrases.asDouble(r.op().pooledNs().get(percentile)),
                b -> {
                    LatencySummary summary = b.latency().get(kind(b));
                    return summary == null ? null : Phrases.asDouble(summary.at(percentile));
                });
    }

    private static String kind(BlockOp block) {
        return block.latency().containsKey("clat") ? "clat" : "sync";
    }

    /** Whether the rung has this measure; a percentile may have too few samples. */
    boolean has(RungView rung) {
        return value.apply(rung) != null;
    }

    /** The value of a rung that has it. */
    double of(RungView rung) {
        return Objects.requireNonNull(value.apply(rung));
    }

    /** The values of those rungs that have it. */
    DoubleStream values(List<RungView> rungs) {
        return rungs.stream().filter(this::has).mapToDouble(this::of);
    }
}

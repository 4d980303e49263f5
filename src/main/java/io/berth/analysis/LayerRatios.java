package io.berth.analysis;

import io.berth.analysis.CaseFigures.BlockOp;
import io.berth.analysis.CaseFigures.HostFigures;
import io.berth.analysis.CaseFigures.LatencyFigures;
import io.berth.analysis.CaseFigures.OpFigures;
import io.berth.analysis.LayerFigures.LatencyRatio;
import io.berth.plan.Case;
import io.berth.plan.HostTwins;
import io.berth.plan.Plan;
import io.berth.units.Figures;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** Sets guests against their twins at the host, and says where they came out ahead of them. */
final class LayerRatios {

    static final List<String> PERCENTILES = List.of("50", "99", "99.9");

    /** A difference in shares of bytes served by RAM that explains a guest ahead of its host. */
    private static final double RAM_DIFFERENCE = 0.1;

    private static final double HOST_CPU_BUSY_SHARE = 0.95;

    private final Plan plan;
    private final Map<String, CaseFigures> cases = new LinkedHashMap<>();

    private LayerRatios(Plan plan, List<CaseFigures> cases) {
        this.plan = plan;
        cases.forEach(figures -> this.cases.put(figures.id(), figures));
    }

    /** A row for each operation that both layers measured; null if the plan has no twins. */
    static @Nullable List<LayerFigures> of(Plan plan, List<CaseFigures> cases) {
        Map<String, Case> twins = HostTwins.of(plan);
        return twins.isEmpty() ? null : new LayerRatios(plan, cases).rows(twins);
    }

    private List<LayerFigures> rows(Map<String, Case> twins) {
        List<LayerFigures> rows = new ArrayList<>();
        twins.forEach(
                (guestId, twin) -> {
                    CaseFigures guest = cases.get(guestId);
                    CaseFigures host = cases.get(twin.id());
                    if (guest == null || host == null) {
                        return;
                    }
                    for (OpFigures op : guest.ops()) {
                        for (OpFigures of : host.ops()) {
                            LayerFigures row =
                                    of.op().equals(op.op()) ? row(guest, op, host, of) : null;
                            if (row != null) {
                                rows.add(row);
                            }
                        }
                    }
                });
        return List.copyOf(rows);
    }

    private @Nullable LayerFigures row(
            CaseFigures guest, OpFigures ofGuest, CaseFigures host, OpFigures ofHost) {
        Spread iops = ratios(ofGuest, ofHost, BlockOp::iops);
        if (iops == null) {
            return null;
        }
        String kind = kind(ofGuest.op());
        LatencyFigures a = ofGuest.latency().get(kind);
        LatencyFigures b = ofHost.latency().get(kind);
        SortedMap<String, LatencyRatio> latency = latency(a, b);
        Double guestMean = a == null ? null : (Double) a.pooled().meanNs();
        Double hostMean = b == null ? null : (Double) b.pooled().meanNs();
        return new LayerFigures(
                guest.id(),
                host.id(),
                guest.configuration(),
                guest.configurationLabel(),
                host.configurationLabel(),
                guest.workload(),
                guest.guests(),
                ofGuest.op(),
                ofGuest.iops().median(),
                ofHost.iops().median(),
                iops,
                ratios(ofGuest, ofHost, BlockOp::bwBytes),
                latency,
                guestMean,
                hostMean,
                guestMean == null || hostMean == null || guestMean == 0
                        ? null
                        : (Double) Math.min(1, hostMean / guestMean),
                cpu(guest, true),
                cpu(host, false),
                isAhead(ofGuest, iops, latency) ? reason(guest, host, ofGuest.op()) : null);
    }

    /** Latencies are set against each other as lat: fio and the engine both have its whole time. */
    private static String kind(String op) {
        return op.equals("sync") ? "sync" : "lat";
    }

    /** Block by block, where both measured; null if no block has both. */
    private static @Nullable Spread ratios(
            OpFigures guest, OpFigures host, ToDoubleFunction<BlockOp> figure) {
        List<Double> ratios = new ArrayList<>();
        for (BlockOp ofGuest : guest.blocks()) {
            for (BlockOp ofHost : host.blocks()) {
                double a = figure.applyAsDouble(ofGuest);
                double b = figure.applyAsDouble(ofHost);
                if (ofGuest.block() == ofHost.block() && a > 0 && b > 0) {
                    ratios.add(a / b);
                }
            }
        }
        return Spread.of(ratios).orElse(null);
    }

    private static SortedMap<String, LatencyRatio> latency(
            @Nullable LatencyFigures guest, @Nullable LatencyFigures host) {
        SortedMap<String, LatencyRatio> ratios =
                new TreeMap<>(Comparator.comparingDouble(Double::parseDouble));
        if (guest == null || host == null) {
            return ratios;
        }
        for (String percentile : PERCENTILES) {
            Long a = guest.pooled().at(percentile);
            Long b = host.pooled().at(percentile);
            if (a != null && b != null && b > 0) {
                Long worstA = guest.worstGuestNs().get(percentile);
                Long worstB = host.worstGuestNs().get(percentile);
                Double worst =
                        worstA == null || worstB == null || worstB == 0
                                ? null
                                : (Double) ((double) worstA / worstB);
                ratios.put(percentile, new LatencyRatio(a, b, (double) a / b, worst));
            }
        }
        return ratios;
    }

    private static @Nullable Double cpu(CaseFigures figures, boolean guest) {
        HostFigures host = figures.host();
        if (host == null) {
            return null;
        }
        Spread cpu = guest ? host.qemuCpuUsPerIo() : host.engineCpuUsPerIo();
        return cpu == null ? null : (Double) cpu.median();
    }

    /**
     * Whether guests did more than their host beyond noise: by more than the smallest effect that
     * matters in the middle, and ahead in every block; under a rate, where both do the same work,
     * by their median latency.
     */
    private boolean isAhead(OpFigures guest, Spread iops, SortedMap<String, LatencyRatio> latency) {
        double theta = plan.measure().smallestEffect();
        if (guest.op().equals("sync")) {
            return false;
        }
        LatencyRatio middle = latency.get("50");
        return guest.offeredIops() != null
                ? middle != null && middle.ratio() < 1 / (1 + theta)
                : iops.median() > 1 + theta && iops.min() > 1;
    }

    /** The likely reason, from what the device and the CPUs did at both layers. */
    private String reason(CaseFigures guest, CaseFigures host, String op) {
        HostFigures a = guest.host();
        HostFigures b = host.host();
        String ram = a == null || b == null ? null : ram(a, b, op);
        if (ram != null) {
            return ram;
        }
        if (noticed(host, "engine_fallback")) {
            return "the host's engine was not at its best there (see its notice)";
        }
        if (b != null && b.cpuShare().median() > HOST_CPU_BUSY_SHARE) {
            return "the host's CPUs were busy with the twins: they, not the storage, were the limit"
                    + " there";
        }
        return guest.measuredBlocks() < SignedRank.LEAST
                ? "chance cannot be told from it with "
                        + Labels.blocks(guest.measuredBlocks())
                        + ": the storage may have had another moment"
                : "for no reason that was measured: look at what else the storage did";
    }

    private static @Nullable String ram(HostFigures guest, HostFigures host, String op) {
        boolean reads = op.equals("read");
        Double a = reads ? guest.ramServedShare() : absorbed(guest);
        Double b = reads ? host.ramServedShare() : absorbed(host);
        if (a == null || b == null || a - b < RAM_DIFFERENCE) {
            return null;
        }
        return (reads ? "the host's RAM served " : "the host's RAM held ")
                + percent(a)
                + (reads ? " of what the guests read and " : " of what the guests wrote and ")
                + percent(b)
                + " of the twins'";
    }

    /** The share of writes that had not reached the device by the end. */
    private static @Nullable Double absorbed(HostFigures host) {
        return host.device() == null || host.guestWriteBytes() == 0
                ? null
                : (Double)
                        Math.max(0, 1 - (double) host.deviceWriteBytes() / host.guestWriteBytes());
    }

    private static boolean noticed(CaseFigures figures, String code) {
        return figures.notices().stream().anyMatch(notice -> notice.code().equals(code));
    }

    private static String percent(double share) {
        return Figures.significant(share * 100, 2) + " %";
    }
}

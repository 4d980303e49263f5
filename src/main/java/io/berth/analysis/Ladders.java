package io.berth.analysis;

import io.berth.analysis.CaseFigures.HostFigures;
import io.berth.analysis.CaseFigures.LatencyFigures;
import io.berth.analysis.CaseFigures.OpFigures;
import io.berth.analysis.Ladder.Rung;
import io.berth.analysis.Ladder.RungOp;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Groups cases that differ in their guest count alone. */
final class Ladders {

    private Ladders() {}

    static List<Ladder> of(List<CaseFigures> cases) {
        Map<List<String>, List<CaseFigures>> groups = new LinkedHashMap<>();
        for (CaseFigures figures : cases) {
            groups.computeIfAbsent(
                            List.of(figures.configuration(), figures.workload()),
                            key -> new ArrayList<>())
                    .add(figures);
        }
        return groups.values().stream().map(Ladders::ladder).toList();
    }

    private static Ladder ladder(List<CaseFigures> cases) {
        CaseFigures first = cases.getFirst();
        return new Ladder(
                first.configuration(),
                first.configurationLabel(),
                first.layer(),
                first.workload(),
                cases.stream()
                        .sorted(Comparator.comparingInt(CaseFigures::guests))
                        .map(Ladders::rung)
                        .toList());
    }

    private static Rung rung(CaseFigures figures) {
        HostFigures host = figures.host();
        return new Rung(
                figures.guests(),
                figures.id(),
                figures.ops().stream().map(Ladders::op).toList(),
                host == null ? null : host.cpuShare().median(),
                host == null ? null : cores(host),
                host == null ? null : median(host.qemuCpuUsPerIo()));
    }

    private static double cores(HostFigures host) {
        return host.qemuVcpuCores().median()
                + host.qemuIothreadCores().median()
                + host.qemuOtherCores().median();
    }

    private static @Nullable Double median(@Nullable Spread spread) {
        return spread == null ? null : spread.median();
    }

    private static RungOp op(OpFigures op) {
        String kind = CaseAnalyser.kind(op.op());
        LatencyFigures latency = op.latency().get(kind);
        return new RungOp(
                op.op(),
                op.iops(),
                op.bwBytes(),
                kind,
                latency == null ? new TreeMap<>() : latency.pooled().percentileNs(),
                latency == null ? new TreeMap<>() : latency.worstGuestNs());
    }
}

package io.berth.report;

import io.berth.analysis.Analysis;
import io.berth.analysis.CaseFigures;
import io.berth.analysis.CaseFigures.HostFigures;
import io.berth.analysis.CaseFigures.LatencyFigures;
import io.berth.analysis.CaseFigures.ObjectiveCheck;
import io.berth.analysis.CaseFigures.OpFigures;
import io.berth.analysis.Spread;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The tables that have a row for each case or setting. */
final class CaseTables {
    private final Analysis analysis;

    CaseTables(Analysis analysis) {
        this.analysis = analysis;
    }

    /** The cases of one disk together, by rising guest count. */
    private List<CaseFigures> byDisk() {
        List<String> disks =
                analysis.cases().stream().map(CaseFigures::configuration).distinct().toList();
        List<String> workloads =
                analysis.cases().stream().map(CaseFigures::workload).distinct().toList();
        return analysis.cases().stream()
                .sorted(
                        Comparator.<CaseFigures>comparingInt(c -> workloads.indexOf(c.workload()))
                                .thenComparingInt(c -> disks.indexOf(c.configuration()))
                                .thenComparingInt(CaseFigures::guests))
                .toList();
    }

    private record CaseOp(CaseFigures figures, OpFigures op) {
        @Nullable Double latency(String percentile) {
            LatencyFigures latency = latency();
            return latency == null ? null : Phrases.asDouble(latency.pooled().at(percentile));
        }

        @Nullable Double worst() {
            LatencyFigures latency = latency();
            return latency == null || figures.guests() < 2
                    ? null
                    : Phrases.asDouble(latency.worstGuestNs().get("99"));
        }

        private @Nullable LatencyFigures latency() {
            return op.latency().get(op.op().equals("sync") ? "sync" : "clat");
        }
    }

    private record CaseHost(CaseFigures figures, HostFigures host) {}

    private record CaseCheck(CaseFigures figures, ObjectiveCheck check) {}

    /** Every case and operation at a glance. */
    Optional<Table> overview() {
        List<CaseOp> rows =
                byDisk().stream()
                        .flatMap(c -> c.ops().stream().map(o -> new CaseOp(c, o)))
                        .toList();
        if (rows.isEmpty()) {
            return Optional.empty();
        }
        TableBuilder<CaseOp> table =
                new TableBuilder<>(rows)
                        .text("disk", r -> r.figures().configurationLabel())
                        .textIfVaried("workload", r -> r.figures().workload())
                        .figure("guests", Scale.COUNT, r -> (double) r.figures().guests())
                        .text("op", r -> r.op().op())
                        .figure("IOPS", Scale.IOPS, r -> r.op().iops().median())
                        .figure("bw", Scale.BYTES_PER_SECOND, r -> bandwidth(r.op()));
        for (String percentile : List.of("50", "99", "99.9")) {
            table.figureIfAny("p" + percentile, Scale.NANOSECONDS, r -> r.latency(percentile));
        }
        table.figureIfAny("worst guest p99", Scale.NANOSECONDS, CaseOp::worst)
                .figure("blocks", Scale.COUNT, r -> (double) r.figures().measuredBlocks())
                .textIfAny("see", r -> codes(r.figures()));
        return Optional.of(
                table.build(
                        "All guests together",
                        "IOPS and bw are of all guests together, medians over blocks. Latencies are"
                            + " of all guests and blocks, merged; worst guest is the guest with the"
                            + " longest p99."));
    }

    private static @Nullable Double bandwidth(OpFigures op) {
        return op.op().equals("sync") ? null : op.bwBytes().median();
    }

    private static String codes(CaseFigures figures) {
        return figures.notices().stream()
                .filter(n -> !n.code().equals("emulated_cpu"))
                .map(n -> NoticeNames.of(n.code()))
                .distinct()
                .collect(Collectors.joining(", "));
    }

    Optional<Table> objective() {
        List<CaseCheck> rows =
                analysis.cases().stream()
                        .flatMap(c -> c.objective().stream().map(o -> new CaseCheck(c, o)))
                        .toList();
        if (rows.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                new TableBuilder<>(rows)
                        .text("case", r -> r.figures().label())
                        .text("objective", r -> r.check().name())
                        .text("limit", r -> r.check().limit())
                        .text(
                                "worst guest, worst block",
                                r ->
                                        Objects.requireNonNullElse(
                                                r.check().measured(), TableBuilder.NONE))
                        .text("outcome", r -> outcome(r.check()))
                        .textIfAny(
                                "why not", r -> Objects.requireNonNullElse(r.check().reason(), ""))
                        .mark(r -> mark(r.check()))
                        .build("The objective, case by case", ""));
    }

    private static String outcome(ObjectiveCheck check) {
        return switch (check.outcome()) {
            case MET -> "✓ met";
            case MISSED -> "✗ missed";
            case NOT_JUDGEABLE -> "not judgeable";
        };
    }

    private static String mark(ObjectiveCheck check) {
        return switch (check.outcome()) {
            case MET -> "good";
            case MISSED -> "bad";
            case NOT_JUDGEABLE -> "";
        };
    }

    private List<CaseHost> hosts() {
        List<CaseHost> rows = new ArrayList<>();
        for (CaseFigures figures : byDisk()) {
            HostFigures host = figures.host();
            if (host != null) {
                rows.add(new CaseHost(figures, host));
            }
        }
        return rows;
    }

    Optional<Table> host() {
        List<CaseHost> rows = hosts();
        if (rows.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                new TableBuilder<>(rows)
                        .text("disk", r -> r.figures().configurationLabel())
                        .textIfVaried("workload", r -> r.figures().workload())
                        .figure("guests", Scale.COUNT, r -> (double) r.figures().guests())
                        .figure("host CPU", Scale.SHARE, r -> r.host().cpuShare().median())
                        .figure("steal", Scale.SHARE, r -> r.host().stealShare().median())
                        .figure("vCPU threads", Scale.CORES, r -> r.host().qemuVcpuCores().median())
                        .figure(
                                "iothreads",
                                Scale.CORES,
                                r -> r.host().qemuIothreadCores().median())
                        .figure(
                                "rest of QEMU",
                                Scale.CORES,
                                r -> r.host().qemuOtherCores().median())
                        .figureIfAny(
                                "CPU per I/O", Scale.CPU_US, r -> median(r.host().qemuCpuUsPerIo()))
                        .figureIfAny(
                                "engine’s CPU per I/O",
                                Scale.CPU_US,
                                r -> median(r.host().engineCpuUsPerIo()))
                        .figure(
                                "device busy",
                                Scale.SHARE,
                                r -> r.host().deviceUtilShare().median())
                        .figureIfAny("reads from RAM", Scale.SHARE, r -> r.host().ramServedShare())
                        .figureIfAny(
                                "waiting for I/O",
                                Scale.SHARE,
                                r -> median(r.host().psiIoSomeShare()))
                        .build(
                                "The host while measuring",
                                "Medians over blocks. Threads are in busy CPUs. CPU per I/O is all"
                                    + " CPU time of the QEMU processes ÷ I/Os completed. Reads from"
                                    + " RAM is the share that never reached the device. Waiting for"
                                    + " I/O is the host’s pressure (PSI, some)."));
    }

    /** Writes as guests saw them, and with the time that the host took to empty its cache. */
    Optional<Table> sustained() {
        List<CaseHost> rows =
                hosts().stream().filter(r -> r.host().sustainedWriteBytes() != null).toList();
        if (rows.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                new TableBuilder<>(rows)
                        .text("disk", r -> r.figures().configurationLabel())
                        .textIfVaried("workload", r -> r.figures().workload())
                        .figure("guests", Scale.COUNT, r -> (double) r.figures().guests())
                        .figureIfAny("guests saw", Scale.BYTES_PER_SECOND, r -> writes(r.figures()))
                        .figure(
                                "sustained",
                                Scale.BYTES_PER_SECOND,
                                r -> median(r.host().sustainedWriteBytes()))
                        .figureIfAny("sustained ÷ seen", Scale.RATIO, CaseTables::sustainedShare)
                        .figureIfAny("drain", Scale.MILLISECONDS, r -> median(r.host().drainMs()))
                        .figure(
                                "guests wrote",
                                Scale.BYTES,
                                r -> (double) r.host().guestWriteBytes())
                        .figure(
                                "device wrote",
                                Scale.BYTES,
                                r -> (double) r.host().deviceWriteBytes())
                        .build(
                                "Writes, with the drain",
                                "Sustained is all that guests wrote, ramp and cool-down included, ÷"
                                    + " the time from their start until it was on the device. Drain"
                                    + " is the last part of it: from the load’s end until the"
                                    + " images’ dirty pages were on the device."));
    }

    private static @Nullable Double writes(CaseFigures figures) {
        return figures.ops().stream()
                .filter(o -> o.op().equals("write"))
                .map(o -> o.bwBytes().median())
                .findAny()
                .orElse(null);
    }

    private static @Nullable Double sustainedShare(CaseHost row) {
        Double seen = writes(row.figures());
        Double sustained = median(row.host().sustainedWriteBytes());
        return seen == null || sustained == null || seen == 0 ? null : sustained / seen;
    }

    private static @Nullable Double median(@Nullable Spread spread) {
        return spread == null ? null : spread.median();
    }

    Optional<Table> failures() {
        if (analysis.failures().isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                new TableBuilder<>(analysis.failures())
                        .text("case", Analysis.Failure::label)
                        .figure("block", Scale.COUNT, f -> (double) f.block())
                        .text("status", Analysis.Failure::status)
                        .text("why", Analysis.Failure::reason)
                        .mark(f -> f.status().equals("failed") ? "bad" : "")
                        .build("Planned, but not measured", ""));
    }
}

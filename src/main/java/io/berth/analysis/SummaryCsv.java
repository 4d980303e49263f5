package io.berth.analysis;

import io.berth.analysis.CaseFigures.HostFigures;
import io.berth.analysis.CaseFigures.LatencyFigures;
import io.berth.analysis.CaseFigures.OpFigures;
import io.berth.plan.Case;
import io.berth.profile.Layer;
import io.berth.results.Csv;
import io.berth.results.LongCsv;
import io.berth.results.RunData;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * summary.csv: a row for each case and operation, all blocks together; a case without figures has
 * one row with its reason. Latencies are of the kind clat (sync for the operation sync), from
 * merged histograms, in nanoseconds.
 */
final class SummaryCsv {

    private static final List<String> PERCENTILES = List.of("50", "95", "99", "99.9");

    private static final String[] COLUMNS =
            ("schema_version,run_id,host,case_id,layer,storage,format,preallocation,cache,aio,bus,"
                            + "contents,workload,guests,blocks,measured_blocks,op,"
                            + "iops_median,iops_min,iops_max,bw_bytes_median,"
                            + "offered_iops,achieved_share,latency_kind,n,"
                            + "pooled_ns_p50,pooled_ns_p95,pooled_ns_p99,pooled_ns_p99.9,"
                            + "worst_guest_ns_p50,worst_guest_ns_p95,worst_guest_ns_p99,"
                            + "worst_guest_ns_p99.9,jain,host_cpu_share,qemu_cpu_us_per_io,"
                            + "ram_served_share,sustained_write_bytes,objective,reason,factors")
                    .split(",", -1);

    private SummaryCsv() {}

    static void write(Path file, RunData run, Analysis analysis) {
        Csv.replace(
                file,
                COLUMNS,
                csv -> {
                    for (CaseFigures figures : analysis.cases()) {
                        rows(csv, run, analysis, figures);
                    }
                });
    }

    private static void rows(Csv csv, RunData run, Analysis analysis, CaseFigures figures)
            throws IOException {
        if (figures.ops().isEmpty()) {
            csv.row(row(run, analysis, figures, null));
        }
        for (OpFigures op : figures.ops()) {
            csv.row(row(run, analysis, figures, op));
        }
    }

    private static @Nullable Object[] row(
            RunData run, Analysis analysis, CaseFigures figures, @Nullable OpFigures op) {
        Case planned = run.plan().find(figures.id());
        List<@Nullable Object> cells = new ArrayList<>();
        cells.add(Analysis.SCHEMA_VERSION);
        cells.add(analysis.header().runId());
        cells.add(analysis.header().host());
        cells.add(figures.id());
        cells.add(figures.layer());
        cells.add(planned.storage().text());
        cells.add(planned.disk().format().word());
        cells.add(planned.disk().preallocation().word());
        cells.add(planned.disk().cache().word());
        boolean host = planned.layer() == Layer.HOST;
        cells.add(host ? null : planned.disk().aio().word());
        cells.add(host ? null : planned.disk().bus().word());
        cells.add(planned.disk().contents().word());
        cells.add(figures.workload());
        cells.add(figures.guests());
        cells.add(figures.blocks().size());
        cells.add(figures.measuredBlocks());
        rates(cells, op);
        latency(cells, op);
        host(cells, figures.host());
        cells.add(objective(figures));
        cells.add(reason(figures));
        cells.add(LongCsv.otherFactors(figures.factors()));
        return cells.toArray();
    }

    private static void rates(List<@Nullable Object> cells, @Nullable OpFigures op) {
        if (op == null) {
            cells.addAll(Arrays.asList(new @Nullable Object[7]));
            return;
        }
        cells.add(op.op());
        cells.add(op.iops().median());
        cells.add(op.iops().min());
        cells.add(op.iops().max());
        cells.add(op.bwBytes().median());
        cells.add(op.offeredIops());
        cells.add(op.achievedShare());
    }

    private static void latency(List<@Nullable Object> cells, @Nullable OpFigures op) {
        String kind = op == null ? "" : CaseAnalyser.kind(op.op());
        LatencyFigures latency = op == null ? null : op.latency().get(kind);
        cells.add(latency == null ? null : kind);
        cells.add(latency == null ? null : latency.pooled().count());
        for (String percentile : PERCENTILES) {
            cells.add(latency == null ? null : latency.pooled().at(percentile));
        }
        for (String percentile : PERCENTILES) {
            cells.add(latency == null ? null : latency.worstGuestNs().get(percentile));
        }
        cells.add(op == null || op.fairness() == null ? null : op.fairness().jain());
    }

    private static void host(List<@Nullable Object> cells, @Nullable HostFigures host) {
        cells.add(host == null ? null : host.cpuShare().median());
        cells.add(host == null ? null : median(host.qemuCpuUsPerIo()));
        cells.add(host == null ? null : host.ramServedShare());
        cells.add(host == null ? null : median(host.sustainedWriteBytes()));
    }

    private static @Nullable Double median(@Nullable Spread spread) {
        return spread == null ? null : spread.median();
    }

    /** The worst outcome of the case's limits. */
    private static @Nullable String objective(CaseFigures figures) {
        for (var outcome :
                List.of(
                        CaseFigures.Outcome.MISSED,
                        CaseFigures.Outcome.NOT_JUDGEABLE,
                        CaseFigures.Outcome.MET)) {
            if (figures.objective().stream().anyMatch(check -> check.outcome() == outcome)) {
                return outcome.word();
            }
        }
        return null;
    }

    private static @Nullable String reason(CaseFigures figures) {
        return figures.blocks().stream()
                .filter(block -> block.reason() != null)
                .map(
                        block ->
                                "block "
                                        + block.block()
                                        + " "
                                        + block.status()
                                        + ": "
                                        + block.reason())
                .reduce((a, b) -> a + "; " + b)
                .orElse(null);
    }
}

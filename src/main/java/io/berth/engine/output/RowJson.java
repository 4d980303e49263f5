package io.berth.engine.output;

import io.berth.engine.job.FioOptions;
import io.berth.engine.job.Job;
import io.berth.engine.result.JobResult;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One element of {@code jobs} in the JSON, as fio's show_thread_status_json makes it. */
final class RowJson {

    private final Row row;
    private final Group group;
    private final RunFacts facts;
    private final boolean bins;

    RowJson(Row row, Group group, RunFacts facts, boolean bins) {
        this.row = row;
        this.group = group;
        this.facts = facts;
        this.bins = bins;
    }

    Map<String, Object> object() {
        Map<String, Object> job = new LinkedHashMap<>();
        job.put("jobname", row.name());
        job.put("groupid", row.group());
        job.put("error", row.error());
        job.put("eta", 0);
        job.put("elapsed", elapsedSeconds());
        job.put("job options", options());
        job.put("read", data(row.op("read")));
        job.put("write", data(row.op("write")));
        job.put("trim", data(null));
        job.put("sync", sync(row.op("sync")));
        job.put("job_runtime", row.runtimeMs());
        job.put("usr_cpu", fixed(row.userCpuPercent()));
        job.put("sys_cpu", fixed(row.systemCpuPercent()));
        job.put("ctx", NormalOutput.switches(row));
        job.put("majf", row.sum(JobResult::majorFaults));
        job.put("minf", row.sum(JobResult::minorFaults));
        job.put("iodepth_level", shares(Shares.DEPTHS, row.sums(JobResult::depthIos)));
        job.put("iodepth_submit", shares(Shares.BATCHES, row.sums(JobResult::submitCalls)));
        job.put("iodepth_complete", shares(Shares.BATCHES, row.sums(JobResult::completeCalls)));
        classes(job);
        if (!row.errors().isEmpty()) {
            job.put("total_err", row.errors().stream().mapToLong(e -> e.count()).sum());
            job.put("first_error", row.error());
        }
        job.put("latency_depth", row.head().job().queue().iodepth());
        job.put("latency_target", 0);
        job.put("latency_percentile", fixed(100));
        job.put("latency_window", 0);
        job.put("berth", OwnJson.of(row));
        return job;
    }

    /** Since its first member began to measure, in whole seconds, rounded up. */
    private long elapsedSeconds() {
        long startNs = row.members().stream().mapToLong(JobResult::startUnixNs).min().orElseThrow();
        long endNs = Math.multiplyExact(facts.endedAt().toEpochMilli(), 1_000_000L);
        return Math.max(0, Math.ceilDiv(endNs - startNs, Duration.ofSeconds(1).toNanos()));
    }

    private Map<String, String> options() {
        if (!facts.jobOptions().isEmpty()) {
            return facts.jobOptions().get(row.first());
        }
        Job job = row.head().job();
        Map<String, String> options = new LinkedHashMap<>();
        options.put("name", job.name());
        options.putAll(FioOptions.of(job));
        options.put("randseed", Long.toUnsignedString(job.seed()));
        return options;
    }

    private Map<String, Object> data(@Nullable OpRow op) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("io_bytes", op == null ? 0 : op.bytes());
        object.put("io_kbytes", op == null ? 0 : op.bytes() / 1024);
        object.put("bw_bytes", op == null ? 0 : op.bytesPerSecond());
        object.put("bw", op == null ? 0 : op.bytesPerSecond() / 1024);
        object.put("iops", fixed(op == null ? 0 : op.iops()));
        object.put("runtime", op == null ? 0 : op.runtimeMs());
        object.put("total_ios", op == null ? 0 : op.ios());
        object.put("short_ios", op == null ? 0 : op.shortIos());
        object.put("drop_ios", 0);
        object.put("slat_ns", latency(op == null ? null : op.slat()));
        object.put("clat_ns", latency(op == null ? null : op.clat()));
        object.put("lat_ns", latency(op == null ? null : op.lat()));
        if (op != null && op.response() != null) {
            object.put("response_ns", latency(op.response()));
        }
        spreads(object, op);
        return object;
    }

    private void spreads(Map<String, Object> object, @Nullable OpRow op) {
        Spread bw = op == null ? Spread.NONE : op.kibPerSecond();
        Spread iops = op == null ? Spread.NONE : op.iopsBySecond();
        double share =
                op == null || bw.samples() == 0
                        ? 0
                        : Math.min(100, group.sharePercent(op, bw.mean()));
        object.put("bw_min", bw.min());
        object.put("bw_max", bw.max());
        object.put("bw_agg", fixed(share));
        object.put("bw_mean", fixed(bw.mean()));
        object.put("bw_dev", fixed(bw.deviation()));
        object.put("bw_samples", bw.samples());
        object.put("iops_min", iops.min());
        object.put("iops_max", iops.max());
        object.put("iops_mean", fixed(iops.mean()));
        object.put("iops_stddev", fixed(iops.deviation()));
        object.put("iops_samples", iops.samples());
    }

    private Map<String, Object> sync(@Nullable OpRow op) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("total_ios", op == null ? 0 : op.ios());
        object.put("lat_ns", latency(op == null ? null : op.lat()));
        return object;
    }

    private Map<String, Object> latency(@Nullable Latency latency) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("min", latency == null ? 0 : latency.minNs());
        object.put("max", latency == null ? 0 : latency.maxNs());
        object.put("mean", fixed(latency == null ? 0 : latency.meanNs()));
        object.put("stddev", fixed(latency == null ? 0 : latency.deviationNs()));
        object.put("N", latency == null ? 0 : latency.count());
        if (latency == null || latency.count() == 0) {
            return object;
        }
        Map<String, Long> percentiles = new LinkedHashMap<>();
        List<Double> at = facts.printing().percentiles();
        long[] ns = latency.at(at);
        for (int i = 0; i < ns.length; i++) {
            percentiles.put(Numbers.fixed(at.get(i), 6), ns[i]);
        }
        object.put("percentile", percentiles);
        if (bins) {
            object.put("bins", latency.countByMidpoint());
        }
        return object;
    }

    private static Map<String, BigDecimal> shares(List<String> names, long[] counts) {
        double[] shares = Shares.of(counts, names.size(), Shares.LEAST_DEPTH);
        Map<String, BigDecimal> object = new LinkedHashMap<>();
        for (int i = 0; i < shares.length; i++) {
            object.put(names.get(i), fixed(shares[i]));
        }
        return object;
    }

    private void classes(Map<String, Object> job) {
        double[] shares = row.latencyShares();
        for (LatencyClass unit : LatencyClass.ALL) {
            Map<String, BigDecimal> object = new LinkedHashMap<>();
            for (int i = 0; i < unit.names().size(); i++) {
                object.put(unit.names().get(i), fixed(shares[unit.first() + i]));
            }
            job.put(unit.jsonKey(), object);
        }
    }

    /** A number with fio's six decimals. */
    private static BigDecimal fixed(double value) {
        return new BigDecimal(value).setScale(6, RoundingMode.HALF_EVEN);
    }
}

package io.berth.results;

import io.berth.latency.LatencySummary;
import io.berth.plan.Block;
import io.berth.plan.Case;
import io.berth.plan.OperationCase;
import io.berth.profile.Layer;
import io.berth.profile.Word;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * long.csv: one figure a row, tidy, for every planned case and block.
 *
 * <p>{@code kind} is case (one row: completed 1 or 0), window, io (rates), clat, lat, sync,
 * response (latency), host, image, check, snapshot or operation. {@code guest}, {@code disk},
 * {@code job} and {@code op} are {@code *} where a figure is of all of them. {@code unit} is ns,
 * ms, s, B, B/s, 1/s, us, or 1 for counts and shares; {@code n} is the number of samples or I/Os
 * behind the value. {@code valid} is false where no verdict may rest on the figure, and {@code
 * reason} says why.
 */
public final class LongCsv {

    /** The version of long.csv's columns. */
    public static final int SCHEMA_VERSION = 1;

    private static final String[] COLUMNS =
            ("schema_version,run_id,host,case_id,layer,storage,format,preallocation,cache,aio,bus,"
                            + "contents,workload,guests,tile,kind,guest,disk,job,block,op,metric,"
                            + "stat,value,unit,n,valid,reason,factors")
                    .split(",", -1);

    private static final Set<String> FACTORS_WITH_A_COLUMN =
            Set.of(
                    "layer",
                    "storage",
                    "disk.format",
                    "disk.preallocation",
                    "disk.cache",
                    "disk.aio",
                    "disk.bus",
                    "disk.contents",
                    "workload.name",
                    "guests");

    private static final String ALL = "*";

    private final Csv csv;
    private final RunData run;
    private final Case planned;
    private final int block;
    private final @Nullable CaseResult result;
    private final @Nullable String invalid;

    private LongCsv(Csv csv, RunData run, Case planned, int block) {
        this.csv = csv;
        this.run = run;
        this.planned = planned;
        this.block = block;
        this.result = run.result(planned.id(), block).orElse(null);
        this.invalid = invalid(result);
    }

    /**
     * Writes long.csv in place of what is there.
     *
     * @throws ResultsException if it cannot be written, or a histogram file cannot be read
     */
    public static void write(Path file, RunData run) {
        Csv.replace(file, COLUMNS, csv -> write(csv, run));
    }

    private static void write(Csv csv, RunData run) throws IOException {
        for (Case planned : run.plan().cases()) {
            for (Block block : run.plan().blocks()) {
                if (block.caseIds().contains(planned.id())) {
                    new LongCsv(csv, run, planned, block.number()).rows();
                }
            }
        }
        for (OperationCase planned : run.plan().operations()) {
            for (Block block : run.plan().blocks()) {
                if (block.caseIds().contains(planned.id())) {
                    new LongOperation(csv, run, planned, block.number()).rows();
                }
            }
        }
    }

    private static @Nullable String invalid(@Nullable CaseResult result) {
        if (result == null) {
            return "pending: the run ended before it";
        }
        return result.status() == Status.COMPLETED
                ? null
                : result.status().word() + ": " + result.reason();
    }

    private void rows() throws IOException {
        boolean completed = result != null && result.status() == Status.COMPLETED;
        figure("case", ALL, ALL, "completed", "value", completed ? 1L : 0L, "1", null);
        if (result == null) {
            return;
        }
        window(result.window());
        for (ImageRecord image : result.images()) {
            image(image);
        }
        for (LiveSnapshot snapshot : result.snapshots()) {
            String guest = Integer.toString(snapshot.guest());
            value("snapshot", guest, "at", snapshot.atMs(), "ms");
            value("snapshot", guest, "took", snapshot.tookMs(), "ms");
        }
        for (GuestResult guest : result.guests()) {
            for (OpResult op : guest.ops()) {
                rates(Integer.toString(guest.guest()), op.op(), Rates.of(op));
                for (Map.Entry<String, LatencySummary> kind : op.latency().entrySet()) {
                    latency(
                            kind.getKey(),
                            Integer.toString(guest.guest()),
                            op.op(),
                            kind.getValue());
                }
            }
        }
        pooled(result);
        host(result.host());
    }

    private void window(@Nullable Window window) throws IOException {
        if (window == null) {
            return;
        }
        value("window", ALL, "duration", window.seconds(), "s");
        value("window", ALL, "overlap_share", window.overlapShare(), "1");
        value("window", ALL, "skew", window.skewMs(), "ms");
        value("window", ALL, "clock_uncertainty", window.clockUncertaintyMs(), "ms");
    }

    private void image(ImageRecord image) throws IOException {
        String guest = Integer.toString(image.guest());
        value("image", guest, "create", image.createMs(), "ms");
        value("image", guest, "fill", image.fillMs(), "ms");
        value("image", guest, "virtual", image.virtualBytes(), "B");
        value("image", guest, "apparent", image.apparentBytes(), "B");
        value("image", guest, "created_allocated", image.createdAllocatedBytes(), "B");
        value("image", guest, "allocated", image.allocatedBytes(), "B");
        value("image", guest, "allocated_after", image.allocatedAfterBytes(), "B");
        ImageCheck check = image.check();
        if (check != null && check.supported()) {
            value("check", guest, "corruptions", check.corruptions(), "1");
            value("check", guest, "leaks", check.leaks(), "1");
            value("check", guest, "check_errors", check.checkErrors(), "1");
            value("check", guest, "total_clusters", check.totalClusters(), "1");
            value("check", guest, "allocated_clusters", check.allocatedClusters(), "1");
            value("check", guest, "fragmented_clusters", check.fragmentedClusters(), "1");
            value("check", guest, "compressed_clusters", check.compressedClusters(), "1");
        }
    }

    private void pooled(CaseResult result) throws IOException {
        SortedMap<String, Rates> sums = new TreeMap<>();
        for (GuestResult guest : result.guests()) {
            for (OpResult op : guest.ops()) {
                sums.merge(op.op(), Rates.of(op), Rates::plus);
            }
        }
        for (Map.Entry<String, Rates> op : sums.entrySet()) {
            rates(ALL, op.getKey(), op.getValue());
        }
        for (var kind : run.histograms(result).entrySet()) {
            for (Map.Entry<String, Histogram> op : Merging.pooled(kind.getValue()).entrySet()) {
                List<OpResult> parts =
                        result.guests().stream()
                                .flatMap(guest -> guest.ops().stream())
                                .filter(part -> part.op().equals(op.getKey()))
                                .toList();
                latency(
                        kind.getKey(),
                        ALL,
                        op.getKey(),
                        Merging.summary(kind.getKey(), op.getValue(), parts));
            }
        }
    }

    /** I/Os, bytes and rates of one guest, or the sums over all. */
    private record Rates(long ios, long bytes, double iops, double bwBytes) {
        static Rates of(OpResult op) {
            return new Rates(op.ios(), op.bytes(), op.iops(), op.bwBytes());
        }

        Rates plus(Rates other) {
            return new Rates(
                    ios + other.ios,
                    bytes + other.bytes,
                    iops + other.iops,
                    bwBytes + other.bwBytes);
        }
    }

    private void rates(String guest, String op, Rates rates) throws IOException {
        figure("io", guest, op, "ios", "sum", rates.ios, "1", rates.ios);
        figure("io", guest, op, "bytes", "sum", rates.bytes, "B", rates.ios);
        figure("io", guest, op, "iops", "mean", rates.iops, "1/s", rates.ios);
        figure("io", guest, op, "bw", "mean", rates.bwBytes, "B/s", rates.ios);
    }

    private void latency(String kind, String guest, String op, LatencySummary summary)
            throws IOException {
        if (summary.count() == 0) {
            return;
        }
        long n = summary.count();
        figure(kind, guest, op, kind, "min", summary.minNs(), "ns", n);
        figure(kind, guest, op, kind, "mean", summary.meanNs(), "ns", n);
        for (Map.Entry<String, Long> p : summary.percentileNs().entrySet()) {
            String few =
                    summary.judgeable(p.getKey())
                            ? null
                            : "fewer than "
                                    + LatencySummary.JUDGED_FROM
                                    + " samples lie beyond this percentile";
            row(kind, guest, op, kind, "p" + p.getKey(), p.getValue(), "ns", n, few);
        }
        figure(kind, guest, op, kind, "max", summary.maxNs(), "ns", n);
    }

    private void host(@Nullable HostUse host) throws IOException {
        if (host == null) {
            return;
        }
        mean(host, "cpu_share", host.cpuShare(), "1");
        mean(host, "steal_share", host.stealShare(), "1");
        mean(host, "qemu_vcpu_cores", host.qemuVcpuCores(), "1");
        mean(host, "qemu_iothread_cores", host.qemuIothreadCores(), "1");
        mean(host, "qemu_other_cores", host.qemuOtherCores(), "1");
        mean(host, "qemu_cpu_per_io", host.qemuCpuUsPerIo(), "us");
        mean(host, "engine_cpu_per_io", host.engineCpuUsPerIo(), "us");
        mean(host, "berth_cores", host.berthCores(), "1");
        sum(host, "device_read_bytes", host.deviceReadBytes(), "B");
        sum(host, "device_write_bytes", host.deviceWriteBytes(), "B");
        sum(host, "device_read_ios", host.deviceReadIos(), "1");
        sum(host, "device_write_ios", host.deviceWriteIos(), "1");
        mean(host, "device_util_share", host.deviceUtilShare(), "1");
        value("host", ALL, "dirty_end", host.dirtyEndBytes(), "B");
        value("host", ALL, "load", host.loadMs(), "ms");
        value("host", ALL, "load_write_bytes", host.loadWriteBytes(), "B");
        value("host", ALL, "drain", host.drainMs(), "ms");
        mean(host, "psi_io_some_share", host.psiIoSomeShare(), "1");
        mean(host, "psi_memory_some_share", host.psiMemorySomeShare(), "1");
        mean(host, "psi_cpu_some_share", host.psiCpuSomeShare(), "1");
    }

    private void mean(HostUse host, String metric, @Nullable Number value, String unit)
            throws IOException {
        figure("host", ALL, ALL, metric, "mean", value, unit, (long) host.samples());
    }

    private void sum(HostUse host, String metric, Number value, String unit) throws IOException {
        figure("host", ALL, ALL, metric, "sum", value, unit, (long) host.samples());
    }

    private void value(
            String kind, String guest, String metric, @Nullable Number value, String unit)
            throws IOException {
        figure(kind, guest, ALL, metric, "value", value, unit, null);
    }

    private void figure(
            String kind,
            String guest,
            String op,
            String metric,
            String stat,
            @Nullable Number value,
            String unit,
            @Nullable Long n)
            throws IOException {
        if (value != null) {
            row(kind, guest, op, metric, stat, value, unit, n, null);
        }
    }

    private void row(
            String kind,
            String guest,
            String op,
            String metric,
            String stat,
            Number value,
            String unit,
            @Nullable Long n,
            @Nullable String doubt)
            throws IOException {
        String reason = invalid == null ? doubt : invalid;
        Environment environment = run.environment();
        csv.row(
                SCHEMA_VERSION,
                run.directory().runId(),
                environment == null ? null : environment.host(),
                planned.id(),
                planned.layer().word(),
                planned.storage().text(),
                word(planned.disk().format()),
                word(planned.disk().preallocation()),
                word(planned.disk().cache()),
                ofGuests(planned.disk().aio()),
                ofGuests(planned.disk().bus()),
                word(planned.disk().contents()),
                planned.workload().name(),
                planned.guests(),
                null,
                kind,
                guest,
                kind.equals("host") || kind.equals("window") || kind.equals("case") ? ALL : "1",
                ALL,
                block,
                op,
                metric,
                stat,
                value,
                unit,
                n,
                reason == null,
                reason,
                otherFactors(planned.factors()));
    }

    /** All factors without a column of their own, as JSON. */
    public static String otherFactors(SortedMap<String, String> factors) {
        SortedMap<String, String> others = new TreeMap<>(factors);
        others.keySet().removeAll(FACTORS_WITH_A_COLUMN);
        return Json.mapper().writeValueAsString(others);
    }

    /** A factor that plain files at the host do not have. */
    private @Nullable String ofGuests(Word word) {
        return planned.layer() == Layer.HOST ? null : word.word();
    }

    private static String word(Word word) {
        return word.word();
    }
}

package io.berth.analysis;

import com.fasterxml.jackson.annotation.JsonValue;
import io.berth.latency.LatencySummary;
import io.berth.results.Notice;
import io.berth.results.OfLayer;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * The figures of one case.
 *
 * @param label the case in words: {@code raw, cache=none, randread, 4 guests}; only what differs
 *     between the cases of the run
 * @param configuration the key of its disk configuration, layer and storage; equal in {@link
 *     Ladder}, {@link Curve} and {@link EffectiveRow}
 * @param configurationLabel the same in words: {@code raw, cache=none}
 * @param workload in words, different for each: {@code mine, bs=4k}
 * @param rw fio's word for what the workload does
 * @param blocks every planned block, in order
 * @param measuredBlocks how many of them completed
 * @param ops by operation: read, write, trim, sync; empty if no block completed
 * @param host null if no block has host samples
 * @param notices each once
 * @param objective each limit of the objective, empty without one
 */
public record CaseFigures(
        String id,
        String label,
        SortedMap<String, String> factors,
        String configuration,
        String configurationLabel,
        String layer,
        String workload,
        String rw,
        int guests,
        List<BlockStatus> blocks,
        int measuredBlocks,
        List<OpFigures> ops,
        @Nullable HostFigures host,
        List<Notice> notices,
        List<ObjectiveCheck> objective) {

    /**
     * How the case ended in one block.
     *
     * @param status completed, failed, skipped or pending
     * @param reason why it did not complete
     * @param seconds the measured window; null without one
     * @param overlapShare the window ÷ the runtime asked for
     * @param skewMs between the guests' first measured I/Os
     * @param errors I/O errors of all guests
     */
    public record BlockStatus(
            int block,
            String status,
            @Nullable String reason,
            @Nullable Double seconds,
            @Nullable Double overlapShare,
            @Nullable Double skewMs,
            long errors) {}

    /**
     * One operation, over all guests.
     *
     * @param iops the guests' sum, over blocks
     * @param bwBytes the guests' sum, bytes per second, over blocks
     * @param offeredIops the rate that the workload asks of all guests together; null if unlimited
     * @param achievedShare iops ÷ offered in the worst block and guest; null if unlimited
     * @param latency by kind: clat, lat, sync
     * @param fairness between guests; null with one guest
     * @param blocks the figures block by block
     */
    public record OpFigures(
            String op,
            Spread iops,
            Spread bwBytes,
            @Nullable Double offeredIops,
            @Nullable Double achievedShare,
            SortedMap<String, LatencyFigures> latency,
            @Nullable Fairness fairness,
            List<BlockOp> blocks) {}

    /**
     * One kind of latency, always from merged histograms.
     *
     * @param pooled all guests, all blocks
     * @param medianGuestNs by percentile: the middle of the guests' own (each merged over blocks)
     * @param worstGuestNs by percentile: the largest of the guests' own
     * @param blocksNs by percentile: that of all guests in a block, over blocks
     */
    public record LatencyFigures(
            LatencySummary pooled,
            SortedMap<String, Double> medianGuestNs,
            SortedMap<String, Long> worstGuestNs,
            SortedMap<String, Spread> blocksNs) {}

    /**
     * How evenly guests were served, over all blocks.
     *
     * @param jain Jain's index of the guests' IOPS, 1/n to 1
     * @param minOverMedianIops the slowest guest ÷ the median guest
     * @param worstOverMedianP99 the worst guest's clat p99 ÷ the median guest's; null without p99
     */
    public record Fairness(
            double jain, double minOverMedianIops, @Nullable Double worstOverMedianP99) {}

    /**
     * One block of one operation.
     *
     * @param iops the guests' sum
     * @param bwBytes the guests' sum, bytes per second
     * @param latency by kind: all guests, merged
     * @param guests each guest's share, in order
     */
    public record BlockOp(
            int block,
            double iops,
            double bwBytes,
            SortedMap<String, LatencySummary> latency,
            List<GuestRate> guests) {}

    /** What one guest got in one block; p99 null where too few samples lie beyond it. */
    public record GuestRate(int guest, double iops, @Nullable Long clatNsP99) {}

    /**
     * The host while the case was measured, over blocks.
     *
     * @param device the disk under the storage directory, if it has one
     * @param deviceReadBytes read from it, all blocks
     * @param guestReadBytes read by guests, all blocks
     * @param ramServedShare of the guests' reads that never reached the device, 0 to 1; null
     *     without reads or device
     * @param deviceWriteBytes written to it, all blocks
     * @param guestWriteBytes written by guests, all blocks
     * @param sustainedWriteBytes bytes per second, {@link
     *     io.berth.results.HostUse#sustainedWriteBytes}; null without writes or a measured drain
     * @param engineCpuUsPerIo at the layer host, CPU µs of the engine's threads ÷ I/Os
     * @param drainMs from the load's end until the images' dirty pages were on the device
     */
    public record HostFigures(
            Spread cpuShare,
            Spread stealShare,
            Spread qemuVcpuCores,
            Spread qemuIothreadCores,
            Spread qemuOtherCores,
            Spread berthCores,
            @Nullable Spread qemuCpuUsPerIo,
            @Nullable String device,
            Spread deviceUtilShare,
            long deviceReadBytes,
            long guestReadBytes,
            @Nullable Double ramServedShare,
            long deviceWriteBytes,
            long guestWriteBytes,
            @Nullable Spread sustainedWriteBytes,
            @Nullable Spread drainMs,
            @Nullable Spread psiIoSomeShare,
            @OfLayer @Nullable Spread engineCpuUsPerIo) {}

    /**
     * One limit of the objective, judged on the worst guest of the worst block.
     *
     * @param name {@code read.p99} or {@code achieved}
     * @param limit in words: {@code 20.0 ms}, {@code 99 %}
     * @param measured in words; null if nothing was measured
     * @param limitValue ns, or a share
     * @param measuredValue ns, or a share
     * @param reason why it cannot be judged; null if it can
     */
    public record ObjectiveCheck(
            String name,
            Outcome outcome,
            String limit,
            @Nullable String measured,
            double limitValue,
            @Nullable Double measuredValue,
            @Nullable String reason) {}

    /** How an objective fared. */
    public enum Outcome {
        MET,
        MISSED,
        NOT_JUDGEABLE;

        @JsonValue
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}

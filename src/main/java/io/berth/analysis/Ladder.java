package io.berth.analysis;

import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * One disk configuration under one workload, at rising guest counts.
 *
 * @param configuration the key of {@link CaseFigures#configuration()}
 * @param label in words: {@code raw, cache=none}
 * @param rungs by guest count; a rung whose case has no figures is there with empty ops
 */
public record Ladder(
        String configuration, String label, String layer, String workload, List<Rung> rungs) {

    /**
     * One guest count.
     *
     * @param hostCpuShare median over blocks, 0 to 1
     * @param qemuCores median of the cores in use by all QEMU threads
     * @param qemuCpuUsPerIo median
     */
    public record Rung(
            int guests,
            String caseId,
            List<RungOp> ops,
            @Nullable Double hostCpuShare,
            @Nullable Double qemuCores,
            @Nullable Double qemuCpuUsPerIo) {}

    /**
     * One operation at one guest count.
     *
     * @param iops of all guests together, over blocks
     * @param bwBytes bytes per second of all guests together
     * @param kind of the latency: clat, or sync for the operation sync
     * @param pooledNs by percentile: all guests, all blocks
     * @param worstGuestNs by percentile: the worst guest, all blocks
     */
    public record RungOp(
            String op,
            Spread iops,
            Spread bwBytes,
            String kind,
            SortedMap<String, Long> pooledNs,
            SortedMap<String, Long> worstGuestNs) {}
}

package io.berth.analysis;

import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * One operation of a case in guests, set against its twin at the host. Ratios are guest ÷ host.
 * Latencies are of the kind lat, submission to completion; of syncs of the kind sync.
 *
 * @param guestCase the case's id
 * @param hostCase its twin's
 * @param configuration the key of {@link CaseFigures#configuration()} of the guests
 * @param label the guests' disk in words
 * @param hostLabel the twin's files in words: {@code host, cache=none}
 * @param guests how many, and as many files at the host
 * @param guestIops of all guests together, median over blocks
 * @param hostIops of all twins together
 * @param iopsRatio block by block
 * @param bwRatio of bytes per second, block by block; null where there are none
 * @param latency by percentile: 50, 99, 99.9; one with too few samples at either layer is absent
 * @param guestMeanNs mean latency, all guests and blocks; null without latencies
 * @param hostMeanNs the twins'
 * @param storageShare the twins' mean latency ÷ the guests', at most 1: how much of a guest's time
 *     the storage takes by itself; null without latencies
 * @param guestCpuUsPerIo CPU µs of the QEMU processes ÷ I/Os, of the whole case
 * @param hostCpuUsPerIo CPU µs of the engine's threads ÷ I/Os
 * @param faster why the guests came out ahead of the host beyond noise; null if they did not
 */
public record LayerFigures(
        String guestCase,
        String hostCase,
        String configuration,
        String label,
        String hostLabel,
        String workload,
        int guests,
        String op,
        double guestIops,
        double hostIops,
        Spread iopsRatio,
        @Nullable Spread bwRatio,
        SortedMap<String, LatencyRatio> latency,
        @Nullable Double guestMeanNs,
        @Nullable Double hostMeanNs,
        @Nullable Double storageShare,
        @Nullable Double guestCpuUsPerIo,
        @Nullable Double hostCpuUsPerIo,
        @Nullable String faster) {

    /**
     * One percentile.
     *
     * @param guestNs all guests and blocks, merged
     * @param hostNs all twins and blocks, merged
     * @param worst the worst guest's ÷ the worst twin's, each merged over blocks; null where one of
     *     them has too few samples
     */
    public record LatencyRatio(long guestNs, long hostNs, double ratio, @Nullable Double worst) {}
}

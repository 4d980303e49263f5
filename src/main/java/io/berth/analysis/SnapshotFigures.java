package io.berth.analysis;

import io.berth.results.LiveSnapshot;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one guest felt of an external snapshot that was taken while its load ran.
 *
 * @param label the case in words
 * @param op {@code read} or {@code write}
 * @param atMs when QMP was told, after the measured window began
 * @param tookMs until QEMU answered
 * @param usualIos I/Os of a second before it, the median; null if no second ended before it
 * @param lowSeconds how many seconds from the snapshot on had less than half of that
 * @param lowestIos of those seconds from the snapshot on
 * @param usualMaxNs the longest latency of a second before it, the median; null if none is known
 * @param worstNs the longest latency from the snapshot on, null if none is known
 * @param seconds all of them, in order
 */
public record SnapshotFigures(
        String caseId,
        String label,
        int block,
        int guest,
        String op,
        double atMs,
        double tookMs,
        @Nullable Double usualIos,
        int lowSeconds,
        long lowestIos,
        @Nullable Double usualMaxNs,
        @Nullable Long worstNs,
        List<LiveSnapshot.Second> seconds) {}

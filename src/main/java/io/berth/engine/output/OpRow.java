package io.berth.engine.output;

import org.jspecify.annotations.Nullable;

/**
 * What one row of an output did of one operation.
 *
 * @param runtimeMs of the longest of its jobs, at least 1
 * @param response null if none of its jobs had a rate
 * @param iopsBySecond of whole seconds
 * @param kibPerSecond the same in KiB/s; nothing where blocks have several sizes
 */
record OpRow(
        String op,
        long ios,
        long bytes,
        long shortIos,
        long runtimeMs,
        Latency slat,
        Latency clat,
        Latency lat,
        @Nullable Latency response,
        Spread iopsBySecond,
        Spread kibPerSecond) {

    /** Bytes per second as fio computes them: of whole milliseconds, rounded down. */
    long bytesPerSecond() {
        return Math.multiplyExact(bytes, 1000L) / runtimeMs;
    }

    double iops() {
        return 1000.0 * ios / runtimeMs;
    }
}

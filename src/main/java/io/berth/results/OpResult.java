package io.berth.results;

import io.berth.latency.LatencySummary;
import java.util.SortedMap;

/**
 * What one guest got of one operation, all its jobs together.
 *
 * @param op read, write, trim or sync
 * @param ios completed within the measured part of the window
 * @param bytes moved by these
 * @param seconds the length of that part: whole histogram intervals inside the window
 * @param iops ios ÷ seconds
 * @param bwBytes bytes ÷ seconds
 * @param latency by kind: clat (completion, inside the window), lat (submission to completion) and
 *     sync (fdatasync), the latter two over the guest's whole measured time, as fio has no other;
 *     at the layer host all of the window, and response (from the intended start) where there is a
 *     rate
 */
public record OpResult(
        String op,
        long ios,
        long bytes,
        double seconds,
        double iops,
        double bwBytes,
        SortedMap<String, LatencySummary> latency) {

    /**
     * I/Os of a window itself, to set against what the host did in it: {@link #ios} are of whole
     * histogram rows, which begin and end up to half a second off its edges.
     */
    public double iosIn(Window window) {
        return iops * window.seconds();
    }

    /** Bytes of a window itself, like {@link #iosIn}. */
    public double bytesIn(Window window) {
        return bwBytes * window.seconds();
    }
}

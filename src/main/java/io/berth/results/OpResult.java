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
 *     sync (fdatasync), the latter two over the guest's whole measured time, as fio has no other
 */
public record OpResult(
        String op,
        long ios,
        long bytes,
        double seconds,
        double iops,
        double bwBytes,
        SortedMap<String, LatencySummary> latency) {}

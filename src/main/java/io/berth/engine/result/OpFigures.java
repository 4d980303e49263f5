package io.berth.engine.result;

import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * What a job did of one operation in its measured time. Histograms are of nanoseconds, with the
 * range and precision of {@code latency.Histograms}, and belong to the holder of this record.
 *
 * @param op read, write or sync
 * @param ios completed, whole or short
 * @param bytes moved
 * @param shortIos completed with fewer bytes than asked for; the rest was done by a further I/O
 * @param slat from the I/O's start to the end of the system call that handed it over; empty where
 *     one system call submits and waits, as for fio's synchronous engines
 * @param clat from there to its completion; where slat is empty from the I/O's start
 * @param lat from its start to its completion
 * @param response from its intended start, under a rate, to its completion; I/Os that were due and
 *     never begun count with what they had waited at the end, so that it may hold more than {@code
 *     ios}; null without a rate
 * @param secondIos completions by second of the measured time
 */
public record OpFigures(
        String op,
        long ios,
        long bytes,
        long shortIos,
        Histogram slat,
        Histogram clat,
        Histogram lat,
        @Nullable Histogram response,
        long[] secondIos) {}

package io.berth.results;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An external snapshot that QMP took while the load ran, and what the guest felt of it.
 *
 * @param guest from 1
 * @param overlay the new active image
 * @param atMs when the command was given, after the measured window began
 * @param tookMs until QEMU answered: the guest's I/O is drained within this time
 * @param seconds the guest's load second by second, in order
 */
public record LiveSnapshot(
        int guest, String overlay, double atMs, double tookMs, List<Second> seconds) {

    /**
     * One second of one operation.
     *
     * @param op {@code read} or {@code write}
     * @param fromMs when it began, after the measured window began
     * @param ios completed in it
     * @param clatNsP99 null if it had no I/O, as the next
     * @param clatNsMax the longest
     */
    public record Second(
            String op,
            double fromMs,
            long ios,
            @Nullable Long clatNsP99,
            @Nullable Long clatNsMax) {}
}

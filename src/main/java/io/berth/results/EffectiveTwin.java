package io.berth.results;

import java.util.List;

/**
 * How the I/O on a guest's twin, a file at the layer host, was really done, as the engine read it
 * back.
 *
 * @param guest whose twin it is, from 1
 * @param jobs how many jobs worked on the file
 * @param ioengine the engine that did the I/O: io_uring, psync or filechannel
 * @param oDirect whether its file had O_DIRECT (fcntl, F_GETFL)
 * @param syncFlag O_DSYNC, O_SYNC or none (F_GETFL)
 * @param flush when its data was flushed, in words
 * @param fixedBuffers whether buffers were registered with the ring
 * @param registeredFiles whether files were
 * @param pages what its buffers lay on
 * @param collections of the garbage collector while it measured
 * @param fallbacks each step down from what the engine tries first, with its reason
 * @param mismatches what differs from the case's configuration; empty if nothing does
 */
public record EffectiveTwin(
        int guest,
        int jobs,
        String ioengine,
        boolean oDirect,
        String syncFlag,
        String flush,
        boolean fixedBuffers,
        boolean registeredFiles,
        String pages,
        long collections,
        List<String> fallbacks,
        List<String> mismatches) {}

package io.berth.results;

import java.util.List;

/**
 * What one guest got, or at the layer host its twin: then the clock is the host's own.
 *
 * @param guest from 1
 * @param seed fio's randseed in this guest
 * @param firstIoUnixMs its first measured I/O on the host's clock
 * @param clockOffsetMs the guest's clock minus the host's
 * @param clockUncertaintyMs half the round trip of the reading
 * @param errors I/O errors that fio counted
 * @param ops by operation: read, write, trim, sync
 */
public record GuestResult(
        int guest,
        long seed,
        double firstIoUnixMs,
        double clockOffsetMs,
        double clockUncertaintyMs,
        long errors,
        List<OpResult> ops) {}

package io.berth.guest;

/**
 * A guest's clock against the host's.
 *
 * @param offsetNs the guest's CLOCK_REALTIME minus the host's
 * @param uncertaintyNs half the round trip of the reading that it is from
 */
public record ClockReading(long offsetNs, long uncertaintyNs) {}

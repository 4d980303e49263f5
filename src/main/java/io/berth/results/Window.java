package io.berth.results;

/**
 * The time in which every guest was measuring, on the host's clock (CLOCK_REALTIME).
 *
 * @param startUnixMs the latest of the guests' first measured I/Os
 * @param endUnixMs the earliest end of the guests' measured time
 * @param overlapShare its length ÷ the runtime asked for
 * @param skewMs between the earliest and the latest first measured I/O
 * @param clockUncertaintyMs the largest uncertainty of a guest's clock against the host's (half the
 *     round trip of the agent's answer)
 */
public record Window(
        double startUnixMs,
        double endUnixMs,
        double overlapShare,
        double skewMs,
        double clockUncertaintyMs) {

    public double seconds() {
        return (endUnixMs - startUnixMs) / 1000;
    }
}

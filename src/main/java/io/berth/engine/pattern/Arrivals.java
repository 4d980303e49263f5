package io.berth.engine.pattern;

import io.berth.engine.job.Rate;

/**
 * When the I/Os of a job are due, under a rate: two streams, reads and writes, each linear or
 * Poisson. Times are in nanoseconds after the start of the stream. Mutable, for one thread, does
 * not allocate.
 */
public interface Arrivals {

    /** The direction that is due next: {@link IoPattern#READ} or {@link IoPattern#WRITE}. */
    int direction();

    /** When the next I/O of {@link #direction} is due. */
    long dueNs();

    /** Takes that I/O, of this length; the next one of its direction is then drawn. */
    void take(int lengthBytes);

    /** Begins anew at 0, as fio does when its ramp ends: what is late is forgiven. */
    void restart();

    /**
     * The arrivals of a rate.
     *
     * @param reads whether the job reads
     * @param writes whether it writes
     */
    static Arrivals of(Rate rate, boolean reads, boolean writes, long seed) {
        return RateArrivals.of(rate, reads, writes, seed);
    }
}

package io.berth.engine.job;

/** fio's {@code random_distribution}: where random I/O falls. */
public sealed interface Distribution {

    /** Everywhere alike. */
    record Random() implements Distribution {}

    /**
     * The k-th hottest block is hit in proportion to k^−θ.
     *
     * @param theta above 0 and not 1
     */
    record Zipf(double theta) implements Distribution {}

    /**
     * Pareto, in fio's parameter.
     *
     * @param h above 0, below 1
     */
    record Pareto(double h) implements Distribution {}

    /**
     * Normal, around the middle of the region.
     *
     * @param deviationPercent standard deviation in percent of the region, above 0, to 100
     */
    record Normal(double deviationPercent) implements Distribution {}
}

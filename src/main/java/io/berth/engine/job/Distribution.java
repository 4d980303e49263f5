package io.berth.engine.job;

/** fio's {@code random_distribution}: where random I/O falls. */
public sealed interface Distribution {

    /** Everywhere alike. */
    record Random() implements Distribution {}

    /**
     * The k-th hottest block is hit in proportion to k^−θ; hot blocks are scattered.
     *
     * @param theta above 0 and not 1
     * @param center {@code zipf:θ:center}: where the hottest block lies, from 0 (the region's
     *     start) to 1; NaN for a place that the seed gives, as in fio
     */
    record Zipf(double theta, double center) implements Distribution {
        public Zipf {
            if (!(theta > 0) || theta == 1 || theta > 100) {
                throw new IllegalArgumentException("zipf:" + theta);
            }
            checkCenter(center);
        }

        public Zipf(double theta) {
            this(theta, Double.NaN);
        }
    }

    /**
     * Pareto, in fio's parameter: a share h of the blocks gets a share 1 − h of the hits (0.2: the
     * rule of 80 to 20); hot blocks are scattered.
     *
     * @param h above 0, below 1
     * @param center as for {@link Zipf}
     */
    record Pareto(double h, double center) implements Distribution {
        public Pareto {
            if (!(h > 0 && h < 1)) {
                throw new IllegalArgumentException("pareto:" + h);
            }
            checkCenter(center);
        }

        public Pareto(double h) {
            this(h, Double.NaN);
        }
    }

    /**
     * Normal, in fio's parameter: the mean of twelve uniform ranks (standard deviation 1/12 of the
     * region's blocks), moved by a uniform amount from a window this wide. As in fio ranks are then
     * scattered, so it decides how often blocks are hit and not where they lie.
     *
     * @param deviationPercent the window's width in percent of the region, 0 to 100; above 50 it
     *     counts as 50
     * @param center as for {@link Zipf}
     */
    record Normal(double deviationPercent, double center) implements Distribution {
        public Normal {
            if (!(deviationPercent >= 0 && deviationPercent <= 100)) {
                throw new IllegalArgumentException("normal:" + deviationPercent);
            }
            checkCenter(center);
        }

        public Normal(double deviationPercent) {
            this(deviationPercent, Double.NaN);
        }
    }

    private static void checkCenter(double center) {
        if (!Double.isNaN(center) && !(center >= 0 && center <= 1)) {
            throw new IllegalArgumentException("center " + center);
        }
    }
}

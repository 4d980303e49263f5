package io.berth.engine.pattern;

import io.berth.engine.job.Rate;

/** When the I/Os of one direction are due, in nanoseconds from its start. */
abstract sealed class Clock {

    private static final long NS_PER_SECOND = 1_000_000_000;

    long dueNs;

    /** Goes on to the next one. */
    abstract void take(int lengthBytes);

    abstract void restart();

    /**
     * The clock of a direction; exactly one of both rates is set.
     *
     * @param iops I/Os a second, of whatever length; 0 for none
     */
    static Clock of(long iops, long bytesPerSecond, Rate.Process process, Rng random) {
        long perSecond = iops > 0 ? iops : bytesPerSecond;
        return switch (process) {
            case LINEAR -> new Linear(perSecond, iops > 0);
            case POISSON -> new Poisson(perSecond, iops > 0, random);
        };
    }

    /** The n-th unit is due at n ÷ rate, rounded down: what is left of a nanosecond is carried. */
    private static final class Linear extends Clock {
        private final long perSecond;
        private final boolean counted;
        private final long wholeNs;
        private final long restNs;

        /** In nanoseconds ÷ rate. */
        private long carry;

        Linear(long perSecond, boolean counted) {
            this.perSecond = perSecond;
            this.counted = counted;
            wholeNs = NS_PER_SECOND / perSecond;
            restNs = NS_PER_SECOND % perSecond;
        }

        @Override
        void take(int lengthBytes) {
            if (counted) {
                dueNs += wholeNs;
                carry += restNs;
                if (carry >= perSecond) {
                    carry -= perSecond;
                    dueNs++;
                }
                return;
            }
            // below 2^30 · 10^9 + 2^62, so no overflow
            long owed = lengthBytes * NS_PER_SECOND + carry;
            long ns = owed / perSecond;
            dueNs += ns;
            carry = owed - ns * perSecond;
        }

        @Override
        void restart() {
            dueNs = 0;
            carry = 0;
        }
    }

    /** Independent exponential gaps: of mean 1 ÷ rate, or of the last I/O's bytes ÷ rate. */
    private static final class Poisson extends Clock {
        private final double unitNs;
        private final boolean counted;
        private final Rng random;

        /** Below one nanosecond. */
        private double carryNs;

        Poisson(long perSecond, boolean counted, Rng random) {
            unitNs = (double) NS_PER_SECOND / perSecond;
            this.counted = counted;
            this.random = random;
            restart();
        }

        @Override
        void take(int lengthBytes) {
            double gapNs = unitNs * random.exponential() * (counted ? 1 : lengthBytes) + carryNs;
            long ns = (long) gapNs;
            dueNs += ns;
            carryNs = gapNs - ns;
        }

        /**
         * The process's first I/O is a gap away; of bytes it is due at once, since its length is
         * not known. The stream of gaps goes on.
         */
        @Override
        void restart() {
            dueNs = 0;
            carryNs = 0;
            if (counted) {
                take(1);
            }
        }
    }
}

package io.berth.engine.pattern;

import io.berth.engine.job.EngineException;
import io.berth.engine.job.Rate;
import org.jspecify.annotations.Nullable;

/** The arrivals of one or two clocks; where both are due together, the read is first. */
final class RateArrivals implements Arrivals {

    private static final int STREAM = 4;

    private final @Nullable Clock reads;
    private final @Nullable Clock writes;
    private Clock first;
    private int direction;

    private RateArrivals(Clock first, @Nullable Clock reads, @Nullable Clock writes) {
        this.first = first;
        this.reads = reads;
        this.writes = writes;
        choose();
    }

    static Arrivals of(Rate rate, boolean reads, boolean writes, long seed) {
        if (!reads && !writes) {
            throw new IllegalArgumentException("neither reads nor writes");
        }
        Clock ofReads =
                reads
                        ? clock("reads", rate.readIops(), rate.readBytesPerSecond(), rate, seed, 0)
                        : null;
        Clock ofWrites =
                writes
                        ? clock(
                                "writes",
                                rate.writeIops(),
                                rate.writeBytesPerSecond(),
                                rate,
                                seed,
                                1)
                        : null;
        Clock first = ofReads != null ? ofReads : ofWrites;
        if (first == null) {
            throw new IllegalStateException("no clock");
        }
        return new RateArrivals(first, ofReads, ofWrites);
    }

    private static Clock clock(
            String name, long iops, long bytesPerSecond, Rate rate, long seed, int direction) {
        if (iops <= 0 && bytesPerSecond <= 0) {
            throw new EngineException(
                    EngineException.Cause.JOB,
                    "there is a rate, but none for "
                            + name
                            + ", which would never let the other direction have its turn; give"
                            + " both, such as rate_iops=350,150");
        }
        if (iops > 0 && bytesPerSecond > 0) {
            throw new EngineException(
                    EngineException.Cause.JOB,
                    "there are two rates of " + name + "; give rate or rate_iops, not both");
        }
        return Clock.of(iops, bytesPerSecond, rate.process(), new Rng(seed, STREAM + direction));
    }

    private void choose() {
        if (reads == null || writes == null) {
            direction = reads == null ? IoPattern.WRITE : IoPattern.READ;
        } else if (writes.dueNs < reads.dueNs) {
            first = writes;
            direction = IoPattern.WRITE;
        } else {
            first = reads;
            direction = IoPattern.READ;
        }
    }

    @Override
    public int direction() {
        return direction;
    }

    @Override
    public long dueNs() {
        return first.dueNs;
    }

    @Override
    public void take(int lengthBytes) {
        first.take(lengthBytes);
        choose();
    }

    @Override
    public void restart() {
        if (reads != null) {
            reads.restart();
        }
        if (writes != null) {
            writes.restart();
        }
        choose();
    }
}

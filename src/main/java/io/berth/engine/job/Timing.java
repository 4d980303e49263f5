package io.berth.engine.job;

import java.time.Duration;

/**
 * How long a job runs.
 *
 * @param rampTime load before the measurement
 * @param runtime the measured time; zero for none: until {@code size} is done
 * @param timeBased whether it begins again at its end until the runtime is over
 * @param startDelay wait before the job begins
 * @param loops how often {@code size} is done where it is not time based
 * @param ioSizeBytes {@code io_size}: bytes to do in place of {@code size}; 0 for size
 */
public record Timing(
        Duration rampTime,
        Duration runtime,
        boolean timeBased,
        Duration startDelay,
        int loops,
        long ioSizeBytes) {

    /** For a time, after a ramp. */
    public static Timing of(Duration rampTime, Duration runtime) {
        return new Timing(rampTime, runtime, true, Duration.ZERO, 1, 0);
    }
}

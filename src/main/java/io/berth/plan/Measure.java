package io.berth.plan;

import java.time.Duration;

/**
 * How it is measured, unless a workload says otherwise.
 *
 * @param smallestEffect the smallest relative difference that matters to the reader, 0 to 1:
 *     verdicts call smaller ones equivalent
 */
public record Measure(
        Duration rampTime, Duration runtime, int blocks, long seed, double smallestEffect) {}

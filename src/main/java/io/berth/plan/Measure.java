package io.berth.plan;

import java.time.Duration;

/** How it is measured, unless a workload says otherwise. */
public record Measure(Duration rampTime, Duration runtime, int blocks, long seed) {}

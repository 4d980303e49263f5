package io.berth.plan;

import java.time.Duration;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * What a guest must get.
 *
 * @param latency the largest latency by {@code op.percentile} ({@code read.p99}), as the profile
 *     names it
 * @param achievedShare the smallest share of the offered rate, 0 to 1; null if none is asked for
 */
public record Objective(SortedMap<String, Duration> latency, @Nullable Double achievedShare) {}

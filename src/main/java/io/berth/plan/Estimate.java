package io.berth.plan;

import java.time.Duration;
import java.util.SortedMap;

/**
 * What a run will take, before it starts.
 *
 * @param measured ramp and runtime of all cases in all blocks
 * @param total with provisioning, booting and the time between cases
 * @param spaceBytes the most that the images take at one time, by storage directory
 */
public record Estimate(Duration measured, Duration total, SortedMap<String, Long> spaceBytes) {}

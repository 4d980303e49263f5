package io.berth.host;

import org.jspecify.annotations.Nullable;

/**
 * How a load ended, from its first I/O, the ramp's, to the last byte on the device.
 *
 * @param loadMs from the start instant until the guests had ended
 * @param writeBytes what they wrote in that time; null if that is not known
 * @param drainMs see {@link Drain}
 */
public record LoadEnd(double loadMs, @Nullable Long writeBytes, double drainMs) {}

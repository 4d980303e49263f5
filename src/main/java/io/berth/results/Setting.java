package io.berth.results;

import org.jspecify.annotations.Nullable;

/**
 * One setting of a disk as it was asked for and as it was found.
 *
 * @param name the factor ({@code disk.cache}), or what it consists of ({@code O_DIRECT})
 * @param requested what the case asked for; {@code default} if QEMU was left to choose
 * @param effective what was found; null if nothing here can tell
 * @param source where it was read ({@code /proc/PID/fdinfo}, {@code QMP query-block}); if effective
 *     is null, why it cannot be
 * @param differs whether the two contradict each other, which fails the case
 */
public record Setting(
        String name,
        String requested,
        @Nullable String effective,
        String source,
        boolean differs) {}

package io.berth.analysis;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one disk configuration asked for and what was read back.
 *
 * @param configuration the key of {@link CaseFigures#configuration()}
 * @param label in words: {@code raw, cache=none}
 * @param disks how many attached disks were read
 * @param settings in the order in which they were read
 * @param mismatches in words, each once; empty if everything is as asked for
 */
public record EffectiveRow(
        String configuration,
        String label,
        int disks,
        List<Setting> settings,
        List<String> mismatches) {

    /**
     * One setting.
     *
     * @param name {@code disk.cache}, or what it consists of: {@code O_DIRECT}
     * @param requested in words; {@code default} where QEMU was left to choose
     * @param effective in words; values that differ between disks are all named; null if nothing
     *     could tell
     * @param source where it was read ({@code /proc/PID/fdinfo}), or why it could not be
     * @param matches whether no disk contradicts what was asked for
     */
    public record Setting(
            String name,
            String requested,
            @Nullable String effective,
            String source,
            boolean matches) {}
}

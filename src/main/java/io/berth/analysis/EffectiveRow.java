package io.berth.analysis;

import java.util.List;

/**
 * What one disk configuration asked for and what was read back.
 *
 * @param configuration the key of {@link CaseFigures#configuration()}
 * @param label in words: {@code raw, cache=none}
 * @param disks how many attached disks were read
 * @param settings in a fixed order: O_DIRECT, guest write cache, no-flush, aio, format
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
     * @param name {@code O_DIRECT}
     * @param requested in words
     * @param effective in words; values that differ between disks are all named
     * @param source where it was read: {@code /proc/PID/fdinfo}
     * @param matches whether every disk had what was asked for
     */
    public record Setting(
            String name, String requested, String effective, String source, boolean matches) {}
}

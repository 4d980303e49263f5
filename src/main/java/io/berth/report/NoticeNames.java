package io.berth.report;

import java.util.Map;

/** Notices' codes in words. */
final class NoticeNames {
    private static final Map<String, String> NAMES =
            Map.of(
                    "emulated_cpu", "emulated CPU",
                    "ram_served", "RAM-served",
                    "host_cpu", "host CPU");

    private NoticeNames() {}

    /** The code in words: {@code unallocated reads} for a code that needs no name of its own. */
    static String of(String code) {
        return NAMES.getOrDefault(code, code.replace('_', ' '));
    }
}

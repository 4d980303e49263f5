package io.berth.report;

import java.util.Map;

/** Notices' codes in words. */
final class NoticeNames {
    private static final Map<String, String> NAMES =
            Map.of(
                    "emulated_cpu", "emulated CPU",
                    "ram_served", "RAM-served",
                    "ram_absorbed", "RAM absorbed",
                    "host_cpu", "host CPU",
                    "guest_beats_host", "Guest beats host",
                    "engine_gc", "engine’s garbage collector",
                    "l2_cache", "larger than its L2 cache",
                    "leaks", "leaked clusters",
                    "chain_from_ram", "chain read from RAM",
                    "made_anew", "images made anew");

    private NoticeNames() {}

    /** The code in words: {@code unallocated reads} for a code that needs no name of its own. */
    static String of(String code) {
        return NAMES.getOrDefault(code, code.replace('_', ' '));
    }

    /** What the figure of a notice is, at the head of its column. */
    static String figure(String code) {
        return switch (code) {
            case "host_cpu" -> "host CPU busy";
            case "steal" -> "stolen";
            case "ram_served", "unallocated_reads" -> "reads from the device";
            case "ram_absorbed" -> "writes on the device";
            default -> "share";
        };
    }
}

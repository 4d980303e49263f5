package io.berth.run;

import io.berth.results.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What an output says beyond fio's figures: berth's engine in {@code jobs[].berth.members[]}.
 *
 * @param pages what its buffers lay on; null where nothing is said
 * @param fallbacks where it did other than it was asked to
 * @param errors failed I/Os by kind, and why a job ended early
 * @param endUnixMs when the measured time ended: of the engine's first job to end, and for fio when
 *     it began to write its output ({@code timestamp_ms}), which it does at once
 */
record OwnNotes(
        @Nullable String pages, List<String> fallbacks, List<String> errors, double endUnixMs) {

    OwnNotes {
        fallbacks = List.copyOf(fallbacks);
        errors = List.copyOf(errors);
    }

    /** Of an output that was parsed as fio's before. */
    static OwnNotes of(byte[] output) {
        String text = new String(output, StandardCharsets.UTF_8);
        JsonNode root = Json.mapper().readTree(text.substring(text.indexOf('{')));
        String pages = null;
        List<String> fallbacks = new ArrayList<>();
        List<String> errors = new ArrayList<>();
        double endUnixMs = root.path("timestamp_ms").asDouble(0);
        for (JsonNode job : root.path("jobs")) {
            for (JsonNode member : job.path("berth").path("members")) {
                JsonNode effective = member.path("effective");
                pages =
                        effective.path("pages").isString()
                                ? effective.path("pages").asString()
                                : pages;
                effective.path("fallbacks").forEach(each -> add(fallbacks, each.asString()));
                member.path("errors").forEach(each -> add(errors, error(each)));
                double startNs = member.path("start_unix_ns").asDouble(0);
                double memberEndMs = (startNs + member.path("runtime_ns").asDouble(0)) / 1e6;
                endUnixMs = Math.min(endUnixMs, memberEndMs);
                if (member.path("failure").isString()) {
                    add(errors, member.path("failure").asString());
                }
            }
        }
        return new OwnNotes(pages, fallbacks, errors, endUnixMs);
    }

    private static void add(List<String> list, String text) {
        if (!list.contains(text)) {
            list.add(text);
        }
    }

    private static String error(JsonNode error) {
        return String.format(
                Locale.ROOT,
                "%d %s I/Os failed with %s (%s), the first at %d",
                error.path("count").asLong(),
                error.path("op").asString(""),
                error.path("errno").asString(""),
                error.path("message").asString(""),
                error.path("first_offset_bytes").asLong());
    }
}

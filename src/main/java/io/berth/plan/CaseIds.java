package io.berth.plan;

import io.berth.profile.Factors;
import io.berth.profile.Profile.Storage;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.databind.json.JsonMapper;

/**
 * Names for cases that people can read and that stay the same: what varies in the plan, the guests,
 * and the first 8 hex digits of the SHA-256 of the factors as JSON (keys sorted, no spaces, UTF-8).
 *
 * <p>The readable part depends on the other cases of the plan, the digits only on the case.
 */
final class CaseIds {

    private static final int SLUG_LENGTH_MAX = 60;
    private static final Pattern UNSAFE = Pattern.compile("[^A-Za-z0-9._-]");
    private static final int DIGITS = 8;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** Factors whose every value speaks for itself. */
    private static final Set<String> CLEAR = Set.of("disk.preallocation");

    /** Keys that say too little without their section. */
    private static final Map<String, String> SHORT =
            Map.of(
                    "disk.backing.format", "base.",
                    "disk.backing.data", "data.",
                    "disk.detect_zeroes", "zeroes",
                    "operation.to", "to.",
                    "operation.cache", "t.");

    private static final Set<String> NEEDS_KEY = Set.of("true", "false", "on", "off", "none");

    private final List<String> varying;

    CaseIds(List<Combination> combinations) {
        varying = varying(combinations.stream().map(Combination::factors).toList());
    }

    /**
     * The factors that tell these cases apart, in the table's order, without guests. A factor
     * counts if it varies within a layer, a workload's option if it varies within the workload, and
     * any factor of an operation if it varies within the operation: elsewhere the name tells.
     */
    static List<String> varying(List<SortedMap<String, String>> cases) {
        Set<String> there = new HashSet<>();
        List<String> within = new ArrayList<>(cases.size());
        List<String> workloads = new ArrayList<>(cases.size());
        for (SortedMap<String, String> factors : cases) {
            there.addAll(factors.keySet());
            // Layers and operations differ in which factors they have: that does not make these
            // vary.
            String name =
                    factors.getOrDefault("layer", "") + factors.getOrDefault("operation.name", "");
            within.add(name);
            workloads.add(name + "\n" + factors.getOrDefault("workload.name", ""));
        }
        there.remove("guests");
        return Factors.order().stream()
                .filter(there::contains)
                .filter(factor -> varies(factor, cases, isOption(factor) ? workloads : within))
                .toList();
    }

    private static boolean isOption(String factor) {
        return factor.startsWith("workload.") && !factor.equals("workload.name");
    }

    /**
     * @param within by case, what a factor must vary in to count
     */
    private static boolean varies(
            String factor, List<SortedMap<String, String>> cases, List<String> within) {
        boolean name = factor.equals("layer") || factor.equals("operation.name");
        Map<String, String> first = new HashMap<>();
        for (int i = 0; i < cases.size(); i++) {
            String value = cases.get(i).getOrDefault(factor, "");
            String before = first.putIfAbsent(name ? "" : within.get(i), value);
            if (before != null && !before.equals(value)) {
                return true;
            }
        }
        return false;
    }

    String id(Combination combination) {
        return slug(combination) + "-" + hash(canonicalJson(combination.factors()));
    }

    /** The id of an operation, which begins with its name and has no guests to count. */
    String operationId(Combination combination) {
        String head = combination.get("operation.name") + "-" + head(combination);
        if (head.length() > SLUG_LENGTH_MAX) {
            head = head.substring(0, SLUG_LENGTH_MAX);
        }
        return head.replaceFirst("-$", "") + "-" + hash(canonicalJson(combination.factors()));
    }

    static String canonicalJson(SortedMap<String, String> factors) {
        return JSON.writeValueAsString(factors);
    }

    /** The first digits of a text's SHA-256. */
    static String hash(String text) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256")
                            .digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest).substring(0, DIGITS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private String slug(Combination combination) {
        String guests = "g" + combination.get("guests");
        String head = head(combination);
        int room = SLUG_LENGTH_MAX - guests.length() - 1;
        if (head.length() > room) {
            head = head.substring(0, room);
        }
        return head.isEmpty() ? guests : head + "-" + guests;
    }

    /** What varies in the plan, as this combination has it. */
    private String head(Combination combination) {
        List<String> parts = new ArrayList<>();
        for (String factor : varying) {
            String value = combination.get(factor);
            if (!value.isEmpty() && !factor.equals("operation.name")) {
                parts.add(part(factor, value));
            }
        }
        return UNSAFE.matcher(String.join("-", parts)).replaceAll("_");
    }

    private static String part(String factor, String value) {
        String key = factor.substring(factor.lastIndexOf('.') + 1);
        if (factor.equals("storage")) {
            return Arrays.stream(value.split(Pattern.quote(Storage.AND), -1))
                    .map(path -> path.replaceFirst(".*/(?=[^/])", "").replace("/", ""))
                    .collect(Collectors.joining("+"));
        }
        if (SHORT.containsKey(factor)) {
            return SHORT.get(factor) + value;
        }
        if (CLEAR.contains(factor) || factor.equals("disk.cache")) {
            return value;
        }
        return NEEDS_KEY.contains(value) || Character.isDigit(value.charAt(0))
                ? key + value
                : value;
    }
}

package io.berth.report;

import io.berth.analysis.CaseFigures;
import io.berth.report.chart.Style;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The disk configurations of a run as charts tell them apart.
 *
 * <p>One varying factor: a colour each. Two: colour by the more telling factor (cache first), dash
 * and marker by the other, so that the eye finds pairs. More than {@link #LINES_MAX} configurations
 * are spread over several charts, each with the values of the most telling factor.
 */
final class Configurations {
    /** The most lines that one chart can label. */
    static final int LINES_MAX = 8;

    /** More configurations than these are shown by the values of their factors, not as lines. */
    private static final int DRAWN_MAX = 3 * LINES_MAX;

    private static final List<String> TELLING =
            List.of(
                    "disk.cache",
                    "disk.aio",
                    "disk.preallocation",
                    "disk.format",
                    "disk.kind",
                    "disk.bus",
                    "disk.backing.depth",
                    "disk.backing.data",
                    "disk.snapshots",
                    "disk.encryption",
                    "disk.iothread",
                    "layer",
                    "storage");
    private static final int COLOURS = 6;
    private static final int DASHES = 4;

    private final Map<String, String> names = new LinkedHashMap<>();
    private final Map<String, String> labels = new LinkedHashMap<>();
    private final List<FactorValue> factorValues = new ArrayList<>();
    private final Map<String, Style> styles = new HashMap<>();
    private final Map<String, String> groups = new HashMap<>();

    /**
     * One value of a factor that varies.
     *
     * @param name in words: {@code cache=none}
     * @param factor counts the factors, the most telling is 0
     * @param configurations those that have it
     */
    record FactorValue(String name, int factor, Set<String> configurations) {}

    Configurations(List<CaseFigures> cases) {
        Map<String, Map<String, String>> factors = new LinkedHashMap<>();
        for (CaseFigures each : cases) {
            labels.putIfAbsent(each.configuration(), each.configurationLabel());
            factors.putIfAbsent(each.configuration(), ofDisk(each));
        }
        shorten();
        names.putAll(labels);
        List<String> varying = varying(factors);
        varying.forEach(factor -> factorValues(factors, factor, varying.indexOf(factor)));
        style(factors, varying);
        group(factors, varying);
    }

    /** The label of a configuration, short enough to stand at a line's end: {@code raw none}. */
    String label(String configuration) {
        return labels.getOrDefault(configuration, configuration);
    }

    /** The whole name of a configuration, also where its chart says part of it. */
    String name(String configuration) {
        return names.getOrDefault(configuration, configuration);
    }

    /** Whether there are more than can be drawn one by one. */
    boolean many() {
        return labels.size() > DRAWN_MAX;
    }

    /** Every value of every factor that varies, those of the most telling factor first. */
    List<FactorValue> factorValues() {
        return List.copyOf(factorValues);
    }

    Style style(String configuration) {
        return styles.getOrDefault(configuration, Style.of(0));
    }

    /** Which chart of several a configuration stands in; empty if one chart holds them all. */
    String group(String configuration) {
        return groups.getOrDefault(configuration, "");
    }

    /** The groups in order, at least one. */
    List<String> groups() {
        return labels.keySet().stream().map(this::group).distinct().toList();
    }

    int count() {
        return labels.size();
    }

    private static Map<String, String> ofDisk(CaseFigures figures) {
        Map<String, String> disk = new LinkedHashMap<>();
        figures.factors()
                .forEach(
                        (name, value) -> {
                            if (name.startsWith("disk.")
                                    || name.equals("storage")
                                    || name.equals("guest.machine")) {
                                disk.put(name, value);
                            }
                        });
        disk.put("layer", figures.layer());
        return disk;
    }

    private void shorten() {
        Map<String, String> shorter = new LinkedHashMap<>();
        labels.forEach(
                (key, label) ->
                        shorter.put(
                                key,
                                label.replaceAll("(^|[ ,])[a-z_.]+=", "$1").replace(", ", " ")));
        if (new TreeSet<>(shorter.values()).size() == labels.size()) {
            labels.putAll(shorter);
        }
    }

    private static List<String> varying(Map<String, Map<String, String>> factors) {
        Set<String> names = new LinkedHashSet<>(TELLING);
        factors.values().forEach(f -> names.addAll(f.keySet()));
        List<String> varying = new ArrayList<>();
        for (String name : names) {
            if (values(factors, name).size() > 1) {
                varying.add(name);
            }
        }
        return varying;
    }

    private static List<String> values(Map<String, Map<String, String>> factors, String name) {
        return factors.values().stream().map(f -> f.getOrDefault(name, "")).distinct().toList();
    }

    private void factorValues(Map<String, Map<String, String>> factors, String factor, int index) {
        for (String value : values(factors, factor)) {
            Set<String> having = new LinkedHashSet<>();
            factors.forEach(
                    (key, of) -> {
                        if (of.getOrDefault(factor, "").equals(value)) {
                            having.add(key);
                        }
                    });
            String word = factor.replaceFirst("^(disk|guest)\\.(options\\.)?", "");
            factorValues.add(
                    new FactorValue(
                            word + (value.isEmpty() ? ": default" : "=" + value), index, having));
        }
    }

    private void style(Map<String, Map<String, String>> factors, List<String> varying) {
        boolean paired = varying.size() == 2;
        if (paired) {
            List<String> first = values(factors, varying.get(0));
            List<String> second = values(factors, varying.get(1));
            if (first.size() <= COLOURS && second.size() <= DASHES) {
                factors.forEach(
                        (key, of) -> {
                            int other = second.indexOf(of.getOrDefault(varying.get(1), ""));
                            int colour = first.indexOf(of.getOrDefault(varying.get(0), ""));
                            styles.put(key, new Style(colour, other, other));
                        });
                return;
            }
        }
        List<String> keys = List.copyOf(factors.keySet());
        List<String> lines =
                keys.size() > LINES_MAX && !varying.isEmpty()
                        ? values(factors, varying.getFirst())
                        : keys;
        for (String key : keys) {
            String line =
                    lines == keys
                            ? key
                            : factors.getOrDefault(key, Map.of())
                                    .getOrDefault(varying.getFirst(), "");
            styles.put(key, Style.of(lines.indexOf(line)));
        }
    }

    private void group(Map<String, Map<String, String>> factors, List<String> varying) {
        if (factors.size() <= LINES_MAX || varying.size() < 2) {
            return;
        }
        factors.forEach(
                (key, of) -> {
                    groups.put(
                            key,
                            varying.stream()
                                    .skip(1)
                                    .map(name -> of.getOrDefault(name, ""))
                                    .collect(Collectors.joining(" ")));
                    labels.put(key, of.getOrDefault(varying.getFirst(), ""));
                });
    }
}

package io.berth.calibration;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The rows that there are, and the grids made of them. */
public final class Grid {

    /** The grid if nothing else is said. */
    public static final String DEFAULT = "default";

    private static final List<String> DEPTHS = List.of("1", "8", "32", "128");

    private static final List<String> QUICK =
            List.of(
                    "randread-4k-qd1",
                    "randread-4k-qd32",
                    "randread-4k-qd128",
                    "randwrite-4k-qd1",
                    "randwrite-4k-qd32",
                    "read-128k-qd8",
                    "write-1m-qd4",
                    "cached-randread-4k-qd32-batch32");

    private static final Map<String, Row> ROWS = rows();

    private Grid() {}

    /** The names of grids. */
    public static List<String> names() {
        return List.of(DEFAULT, "quick", "full");
    }

    /** Every row's name, as in the full grid. */
    public static List<String> rowNames() {
        return List.copyOf(ROWS.keySet());
    }

    /**
     * The rows of a grid, or of a list of grids and rows by name, each once, in the full grid's
     * order; a row whose rate is a share of another's brings that along.
     *
     * @param words {@code default}, {@code full}, {@code randread-4k-qd1,read-1m-qd4}
     * @throws IllegalArgumentException naming what there is, if one of them is neither
     */
    public static List<Row> of(String words) {
        Set<String> wanted = new LinkedHashSet<>();
        for (String word : words.split(",", -1)) {
            wanted.addAll(named(word.strip()));
        }
        for (String name : List.copyOf(wanted)) {
            Optional.ofNullable(ROWS.get(name))
                    .map(Row::load)
                    .ifPresent(load -> wanted.add(load.row()));
        }
        return ROWS.values().stream().filter(row -> wanted.contains(row.name())).toList();
    }

    private static List<String> named(String word) {
        return switch (word) {
            case DEFAULT -> ROWS.keySet().stream().filter(Grid::isDefault).toList();
            case "quick" -> QUICK;
            case "full" -> rowNames();
            default -> {
                if (!ROWS.containsKey(word)) {
                    throw new IllegalArgumentException(
                            "there is no grid or row '"
                                    + word
                                    + "'; grids are "
                                    + String.join(", ", names())
                                    + ", rows "
                                    + String.join(", ", ROWS.keySet()));
                }
                yield List.of(word);
            }
        };
    }

    private static boolean isDefault(String row) {
        return row.matches("rand(read|write)-4k-qd(1|8|32|128)")
                || row.matches("(read|write)-(128k-qd8|1m-qd4)")
                || row.equals("cached-randread-4k-qd32-batch32")
                || row.equals("randread-4k-qd16-2jobs");
    }

    private static Map<String, Row> rows() {
        List<Row> rows = new ArrayList<>();
        for (String rw : List.of("randread", "randwrite")) {
            for (String depth : DEPTHS) {
                rows.add(direct(rw + "-4k-qd" + depth, rw, "4k", depth));
            }
        }
        for (String rw : List.of("read", "write")) {
            rows.add(direct(rw + "-128k-qd8", rw, "128k", "8"));
            rows.add(direct(rw + "-1m-qd4", rw, "1m", "4"));
        }
        rows.add(
                row(
                        "cached-randread-4k-qd32-batch32",
                        true,
                        null,
                        uring("randread", "4k", "32", "0"),
                        batch("32"),
                        Map.of("norandommap", "1")));
        rows.add(
                row(
                        "randread-4k-qd16-2jobs",
                        false,
                        null,
                        uring("randread", "4k", "16", "1"),
                        Map.of("numjobs", "2")));
        rows.addAll(fullOnly());
        Map<String, Row> byName = new LinkedHashMap<>();
        rows.forEach(row -> byName.put(row.name(), row));
        return byName;
    }

    private static List<Row> fullOnly() {
        List<Row> rows = new ArrayList<>();
        for (String rw : List.of("randread", "randwrite")) {
            for (String depth : List.of("32", "128")) {
                rows.add(
                        row(
                                rw + "-4k-qd" + depth + "-batch8",
                                false,
                                null,
                                uring(rw, "4k", depth, "1"),
                                batch("8")));
            }
        }
        rows.add(
                row(
                        "randread-4k-qd128-batch128",
                        false,
                        null,
                        uring("randread", "4k", "128", "1"),
                        Map.of("iodepth_batch_submit", "128")));
        rows.add(
                row(
                        "randread-4k-qd32-poisson60",
                        false,
                        new Row.Load("randread-4k-qd32", 0.6),
                        uring("randread", "4k", "32", "1"),
                        Map.of("rate_process", "poisson")));
        rows.add(
                row(
                        "randrw-8k-qd16-mix70",
                        false,
                        null,
                        uring("randrw", "8k", "16", "1"),
                        Map.of("rwmixread", "70")));
        rows.add(
                row(
                        "randwrite-4k-qd1-fdatasync",
                        false,
                        null,
                        uring("randwrite", "4k", "1", "1"),
                        Map.of("fdatasync", "1")));
        rows.add(
                row(
                        "randread-4k-qd32-zipf",
                        false,
                        null,
                        uring("randread", "4k", "32", "1"),
                        Map.of("random_distribution", "zipf:1.2", "norandommap", "1")));
        rows.add(row("psync-randread-4k", false, null, psync("randread", "1")));
        rows.add(row("psync-randwrite-4k", false, null, psync("randwrite", "1")));
        rows.add(
                row(
                        "cached-psync-randread-4k",
                        true,
                        null,
                        psync("randread", "0"),
                        Map.of("norandommap", "1")));
        return rows;
    }

    private static Row direct(String name, String rw, String bs, String depth) {
        return row(name, false, null, uring(rw, bs, depth, "1"));
    }

    private static Map<String, String> uring(String rw, String bs, String depth, String direct) {
        Map<String, String> options = new LinkedHashMap<>();
        options.put("rw", rw);
        options.put("bs", bs);
        options.put("iodepth", depth);
        options.put("ioengine", "io_uring");
        options.put("direct", direct);
        options.put("fixedbufs", "1");
        options.put("registerfiles", "1");
        options.put("iodepth_batch_submit", "1");
        options.put("iodepth_batch_complete_min", "1");
        return options;
    }

    private static Map<String, String> psync(String rw, String direct) {
        Map<String, String> options = new LinkedHashMap<>();
        options.put("rw", rw);
        options.put("bs", "4k");
        options.put("iodepth", "1");
        options.put("ioengine", "psync");
        options.put("direct", direct);
        return options;
    }

    private static Map<String, String> batch(String count) {
        Map<String, String> options = new LinkedHashMap<>();
        options.put("iodepth_batch_submit", count);
        options.put("iodepth_batch_complete_min", count);
        return options;
    }

    @SafeVarargs
    private static Row row(
            String name, boolean cached, Row.@Nullable Load load, Map<String, String>... options) {
        Map<String, String> all = new LinkedHashMap<>();
        for (Map<String, String> each : options) {
            all.putAll(each);
        }
        return new Row(name, all, cached, load);
    }
}

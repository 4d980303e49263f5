package io.berth.engine.output;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The jobs of a report group together, as fio's "Run status group" has them.
 *
 * @param number fio's groupid
 */
record Group(int number, List<Row> rows) {

    static List<Group> of(List<Row> rows) {
        SortedMap<Integer, List<Row>> byNumber = new TreeMap<>();
        rows.forEach(row -> byNumber.computeIfAbsent(row.group(), _ -> new ArrayList<>()).add(row));
        return byNumber.entrySet().stream().map(e -> new Group(e.getKey(), e.getValue())).toList();
    }

    String text() {
        StringBuilder out = new StringBuilder("\nRun status group " + number + " (all jobs):\n");
        line("   READ", "read", out);
        line("  WRITE", "write", out);
        return out.toString();
    }

    private void line(String label, String op, StringBuilder out) {
        List<OpRow> parts = parts(op);
        if (parts.isEmpty()) {
            return;
        }
        long bytes = parts.stream().mapToLong(OpRow::bytes).sum();
        long all = bytesPerSecond(op);
        long min = parts.stream().mapToLong(OpRow::bytesPerSecond).min().orElseThrow();
        long max = parts.stream().mapToLong(OpRow::bytesPerSecond).max().orElseThrow();
        long shortest = parts.stream().mapToLong(OpRow::runtimeMs).min().orElseThrow();
        long longest = parts.stream().mapToLong(OpRow::runtimeMs).max().orElseThrow();
        out.append(label + ": bw=" + Numbers.binaryBytes(all) + "/s (")
                .append(Numbers.decimalBytes(all) + "/s), ")
                .append(Numbers.binaryBytes(min) + "/s-" + Numbers.binaryBytes(max) + "/s (")
                .append(Numbers.decimalBytes(min) + "/s-" + Numbers.decimalBytes(max) + "/s), io=")
                .append(Numbers.binaryBytes(bytes) + " (" + Numbers.decimalBytes(bytes) + "), run=")
                .append(shortest + "-" + longest + "msec\n");
    }

    /** What share of the group's bandwidth a row's is, in percent. */
    double sharePercent(OpRow op, double kibPerSecond) {
        return 100 * kibPerSecond / (bytesPerSecond(op.op()) / 1024.0);
    }

    /** All bytes over the longest time. */
    private long bytesPerSecond(String op) {
        List<OpRow> parts = parts(op);
        long bytes = parts.stream().mapToLong(OpRow::bytes).sum();
        return Math.multiplyExact(bytes, 1000L)
                / parts.stream().mapToLong(OpRow::runtimeMs).max().orElseThrow();
    }

    private List<OpRow> parts(String op) {
        return rows.stream().map(row -> row.op(op)).filter(Objects::nonNull).toList();
    }
}

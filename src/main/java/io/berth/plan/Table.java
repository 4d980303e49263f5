package io.berth.plan;

import io.berth.units.Lines;
import java.util.ArrayList;
import java.util.List;

/** A table in plain text: the first row is the header, columns are two spaces apart. */
final class Table {

    private static final String INDENT = "  ";
    private static final String GAP = "  ";

    private final List<List<String>> rows = new ArrayList<>();

    void add(List<String> row) {
        rows.add(List.copyOf(row));
    }

    /** Its lines; where they would be too long, each row as wrapped {@code name=value} pairs. */
    List<String> render(int columns) {
        int[] widths = new int[rows.getFirst().size()];
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        int width = INDENT.length() + GAP.length() * (widths.length - 1);
        for (int column : widths) {
            width += column;
        }
        return width <= columns ? aligned(widths) : pairs(columns);
    }

    private List<String> aligned(int[] widths) {
        List<String> lines = new ArrayList<>();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder(INDENT);
            for (int i = 0; i < widths.length; i++) {
                line.append(i == 0 ? "" : GAP).append(row.get(i));
                line.append(" ".repeat(widths[i] - row.get(i).length()));
            }
            lines.add(line.toString().stripTrailing());
        }
        return lines;
    }

    private List<String> pairs(int columns) {
        List<String> header = rows.getFirst();
        List<String> lines = new ArrayList<>();
        for (List<String> row : rows.subList(1, rows.size())) {
            List<String> pairs = new ArrayList<>();
            for (int i = 1; i < row.size(); i++) {
                if (!row.get(i).equals("-")) {
                    pairs.add(header.get(i) + "=" + row.get(i).replace(", ", ","));
                }
            }
            String first = INDENT + row.getFirst() + GAP;
            List<String> wrapped = Lines.wrap(String.join("  ", pairs), columns - first.length());
            for (int i = 0; i < wrapped.size(); i++) {
                lines.add((i == 0 ? first : " ".repeat(first.length())) + wrapped.get(i));
            }
        }
        return lines;
    }
}

package io.berth.report;

import java.util.List;

/**
 * A table as a template shows it: finished cells.
 *
 * @param caption what it holds
 * @param note what a reader must know below it; empty if nothing
 */
public record Table(String caption, String note, List<Column> columns, List<Row> rows) {
    public Table {
        columns = List.copyOf(columns);
        rows = List.copyOf(rows);
        for (Row row : rows) {
            if (row.cells().size() != columns.size()) {
                throw new IllegalArgumentException(
                        caption + ": " + row.cells().size() + " cells in a row");
            }
        }
    }

    /**
     * One column.
     *
     * @param unit of its figures; empty if they have none or each its own
     * @param numeric whether it is aligned at the decimal point
     */
    public record Column(String name, String unit, boolean numeric) {}

    /**
     * One row.
     *
     * @param mark {@code good}, {@code bad}, {@code warn}, or empty
     */
    public record Row(List<String> cells, String mark) {
        public Row {
            cells = List.copyOf(cells);
        }
    }
}

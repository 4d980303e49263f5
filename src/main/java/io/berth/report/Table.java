package io.berth.report;

import io.berth.units.Figures;
import java.util.List;

/**
 * A table as a template shows it: finished cells.
 *
 * @param caption what it holds
 * @param note what a reader must know below it; empty if nothing
 */
public record Table(String caption, String note, List<Column> columns, List<Row> rows) {
    private static final int FOLDED_FROM = 60;

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
     * The first rows of a long table; its note says how many more there are.
     *
     * @param where the others are: {@code derived/summary.csv}
     */
    Table first(int most, String where) {
        if (rows.size() <= most) {
            return this;
        }
        String more = Figures.grouped(rows.size() - most) + " more in " + where + ".";
        return new Table(
                caption, note.isEmpty() ? more : more + " " + note, columns, rows.subList(0, most));
    }

    /** Whether it is too long to stand between others: a page folds it. */
    public boolean folded() {
        return rows.size() > FOLDED_FROM;
    }

    /** Whether rows belong together by their first cell: some neighbours share it. */
    public boolean grouped() {
        for (int i = 1; i < rows.size(); i++) {
            if (rows.get(i).cells().getFirst().equals(rows.get(i - 1).cells().getFirst())) {
                return true;
            }
        }
        return false;
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

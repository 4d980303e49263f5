package io.berth.report;

import io.berth.report.Table.Column;
import io.berth.report.Table.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Builds a table column by column from a list of things, so that each column can choose one unit
 * and one alignment for all its figures.
 */
final class TableBuilder<T> {
    /** What stands where there is no figure. */
    static final String NONE = "–";

    private final List<T> items;
    private final List<Column> columns = new ArrayList<>();
    private final List<List<String>> cells = new ArrayList<>();
    private Function<T, String> mark = item -> "";

    TableBuilder(List<T> items) {
        this.items = items;
    }

    TableBuilder<T> text(String name, Function<T, String> cell) {
        columns.add(new Column(name, "", false));
        cells.add(items.stream().map(cell).toList());
        return this;
    }

    /** A text column that is left out when it is empty in every row. */
    TableBuilder<T> textIfAny(String name, Function<T, String> cell) {
        return items.stream().allMatch(i -> cell.apply(i).isEmpty()) ? this : text(name, cell);
    }

    /** A text column that is left out when every row says the same. */
    TableBuilder<T> textIfVaried(String name, Function<T, String> cell) {
        return items.stream().map(cell).distinct().count() < 2 ? this : text(name, cell);
    }

    /** A text column that is left out when every row says just this. */
    TableBuilder<T> textUnless(String name, String nothing, Function<T, String> cell) {
        return items.stream().allMatch(i -> cell.apply(i).equals(nothing))
                ? this
                : text(name, cell);
    }

    TableBuilder<T> figure(String name, Scale scale, Function<T, @Nullable Double> value) {
        List<@Nullable Double> values = new ArrayList<>();
        items.forEach(i -> values.add(value.apply(i)));
        Scale.Unit unit = scale.unit(values);
        columns.add(new Column(name, unit.name(), true));
        List<String> shown = new ArrayList<>();
        for (Double each : values) {
            shown.add(each == null ? NONE : unit.show(each));
        }
        cells.add(Scale.aligned(shown));
        return this;
    }

    /** A column of figures too far apart for one unit: each has its own. */
    TableBuilder<T> each(String name, Scale scale, Function<T, @Nullable Double> value) {
        columns.add(new Column(name, "", true));
        List<String> shown = new ArrayList<>();
        for (T item : items) {
            Double figure = value.apply(item);
            shown.add(figure == null ? NONE : scale.shown(figure));
        }
        cells.add(shown);
        return this;
    }

    /** The same, left out when no row has one. */
    TableBuilder<T> eachIfAny(String name, Scale scale, Function<T, @Nullable Double> value) {
        return items.stream().allMatch(i -> value.apply(i) == null)
                ? this
                : each(name, scale, value);
    }

    /** Figures as finished text, aligned to the right. */
    TableBuilder<T> ranges(String name, Function<T, String> cell) {
        columns.add(new Column(name, "", true));
        cells.add(items.stream().map(cell).toList());
        return this;
    }

    /** A figure column that is left out when no row has one. */
    TableBuilder<T> figureIfAny(String name, Scale scale, Function<T, @Nullable Double> value) {
        return items.stream().allMatch(i -> value.apply(i) == null)
                ? this
                : figure(name, scale, value);
    }

    TableBuilder<T> mark(Function<T, String> mark) {
        this.mark = mark;
        return this;
    }

    Table build(String caption, String note) {
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < items.size(); i++) {
            List<String> row = new ArrayList<>();
            for (List<String> column : cells) {
                row.add(column.get(i));
            }
            rows.add(new Row(row, mark.apply(items.get(i))));
        }
        return new Table(caption, note, columns, rows);
    }
}

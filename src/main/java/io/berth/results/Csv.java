package io.berth.results;

import java.io.IOException;
import java.io.Writer;
import java.math.BigDecimal;
import java.nio.file.Path;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.jspecify.annotations.Nullable;

/**
 * berth's CSV: RFC 4180 (so lines end in {@code \r\n}), UTF-8, a header, a dot for decimals, no
 * exponents, empty for what is not there. A text that a spreadsheet would run as a formula gets an
 * apostrophe before it.
 */
public final class Csv {

    private final CSVPrinter printer;

    /** What fills a table. */
    @FunctionalInterface
    public interface Rows {
        void write(Csv csv) throws IOException;
    }

    /**
     * Writes a derived table in place of what is there, in one step.
     *
     * @throws ResultsException if it cannot be written
     */
    public static void replace(Path file, String[] columns, Rows rows) {
        Disk.replace(file, writer -> write(writer, columns, rows));
    }

    /** Writes a raw table, which must not be there yet. */
    static void writeNew(Path file, String[] columns, Rows rows) {
        Disk.writeNew(file, writer -> write(writer, columns, rows));
    }

    private static void write(Writer writer, String[] columns, Rows rows) throws IOException {
        rows.write(new Csv(writer, columns));
    }

    /** Begins a table with its header. */
    private Csv(Writer writer, String... columns) throws IOException {
        printer = new CSVPrinter(writer, CSVFormat.RFC4180.builder().setHeader(columns).get());
    }

    /** Writes a row of texts, numbers, booleans and nulls. */
    public void row(@Nullable Object... cells) throws IOException {
        @Nullable Object[] written = new Object[cells.length];
        for (int i = 0; i < cells.length; i++) {
            written[i] = cell(cells[i]);
        }
        printer.printRecord(written);
    }

    private static @Nullable String cell(@Nullable Object value) {
        return switch (value) {
            case null -> null;
            case Double number -> decimal(number);
            case Number number -> number.toString();
            case Boolean truth -> truth.toString();
            default -> harmless(value.toString());
        };
    }

    private static String decimal(double number) {
        if (!Double.isFinite(number)) {
            throw new IllegalArgumentException(number + " is no figure for a table");
        }
        BigDecimal plain = BigDecimal.valueOf(number).stripTrailingZeros();
        return plain.signum() == 0 ? "0" : plain.toPlainString();
    }

    private static String harmless(String text) {
        return !text.isEmpty() && "=+-@\t\r".indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
    }
}

package io.berth.results;

import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.jspecify.annotations.Nullable;

/** samples.csv: a row for each {@link HostSample}, its components as columns in snake_case. */
public final class SamplesCsv {

    private static final RecordComponent[] COMPONENTS = HostSample.class.getRecordComponents();

    private SamplesCsv() {}

    /**
     * Writes the samples of a case in a block.
     *
     * @throws ResultsException if the file is there already, or cannot be written
     */
    public static void write(Path file, List<HostSample> samples) {
        Csv.writeNew(
                file,
                columns(),
                csv -> {
                    for (HostSample sample : samples) {
                        csv.row(cells(sample));
                    }
                });
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @throws ResultsException naming the line, if it is not such a file
     */
    public static List<HostSample> read(Path file) {
        CSVFormat format = CSVFormat.RFC4180.builder().setHeader().setSkipHeaderRecord(true).get();
        try (CSVParser parser =
                CSVParser.parse(Files.newBufferedReader(file, StandardCharsets.UTF_8), format)) {
            if (!parser.getHeaderNames().equals(List.of(columns()))) {
                throw new ResultsException(
                        file + ": line 1: has other columns than samples.csv of this version");
            }
            List<HostSample> samples = new ArrayList<>();
            for (CSVRecord row : parser) {
                samples.add(sample(file, row));
            }
            return List.copyOf(samples);
        } catch (IOException e) {
            throw new ResultsException(file + ": cannot be read: " + Disk.reason(e), e);
        }
    }

    private static HostSample sample(Path file, CSVRecord row) {
        @Nullable Object[] values = new Object[COMPONENTS.length];
        Class<?>[] types = new Class<?>[COMPONENTS.length];
        try {
            for (int i = 0; i < COMPONENTS.length; i++) {
                types[i] = COMPONENTS[i].getType();
                values[i] = value(types[i], row.get(i));
            }
            return HostSample.class.getDeclaredConstructor(types).newInstance(values);
        } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
            throw new ResultsException(
                    file + ": line " + (row.getRecordNumber() + 1) + ": " + e.getMessage(), e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("HostSample has no canonical constructor", e);
        }
    }

    private static @Nullable Object value(Class<?> type, String text) {
        if (type == long.class) {
            return Long.valueOf(text);
        }
        return type == Double.class && text.isEmpty() ? null : Double.valueOf(text);
    }

    private static @Nullable Object[] cells(HostSample sample) {
        @Nullable Object[] cells = new Object[COMPONENTS.length];
        for (int i = 0; i < cells.length; i++) {
            try {
                cells[i] = COMPONENTS[i].getAccessor().invoke(sample);
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException("HostSample is a public record", e);
            }
        }
        return cells;
    }

    private static String[] columns() {
        return Arrays.stream(COMPONENTS)
                .map(c -> c.getName().replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT))
                .toArray(String[]::new);
    }
}

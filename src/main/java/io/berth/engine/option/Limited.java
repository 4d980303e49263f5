package io.berth.engine.option;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * An option of fio that the engine has not, or in part: a value is accepted where it asks for what
 * the engine does in any case.
 *
 * @param accepted values; {@code *} for all
 * @param reason why not more
 */
record Limited(List<String> names, List<String> accepted, String reason) {

    private static final String TABLE = "limited.txt";
    private static final String ANY = "*";

    /** Every one of them by each of its names. */
    static Map<String, Limited> table() {
        Map<String, Limited> table = new LinkedHashMap<>();
        text().lines()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .map(line -> line.split("\\|", 3))
                .forEach(
                        cells -> {
                            Limited limited =
                                    new Limited(words(cells[0]), words(cells[1]), cells[2].strip());
                            limited.names.forEach(name -> table.put(name, limited));
                        });
        return table;
    }

    private static List<String> words(String cell) {
        return cell.isBlank() ? List.of() : List.of(cell.strip().split(" "));
    }

    private static String text() {
        try (InputStream in = Limited.class.getResourceAsStream(TABLE)) {
            byte[] bytes = Objects.requireNonNull(in, TABLE).readAllBytes();
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(TABLE, e);
        }
    }

    /** Whether it is accepted whatever its value. */
    boolean always() {
        return accepted.equals(List.of(ANY));
    }

    /**
     * Takes a value that changes nothing.
     *
     * @throws io.berth.engine.job.EngineException if it would
     */
    void check(Value value) {
        String text = value.text() == null ? "1" : value.text();
        if (!always() && !accepted.contains(text)) {
            throw value.place().error(refusal(value.text() != null));
        }
    }

    private String refusal(boolean valued) {
        return "fio's option "
                + names.getFirst()
                + (valued && !accepted.isEmpty() ? " with this value" : "")
                + " is not supported by berth's engine: "
                + reason;
    }
}

package io.berth.engine.option;

import io.berth.engine.job.Amount;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The value that an option was given, still as text; its methods read it as fio's types, and fail
 * with the option's place.
 *
 * @param text null for an option without a value
 */
record Value(@Nullable String text, Place place, int kbBase) {

    /** The text, of an option that cannot do without. */
    String required() {
        if (text == null || text.isEmpty()) {
            throw place.error("a value is missing: write " + place.text() + "=…");
        }
        return text;
    }

    /** fio's FIO_OPT_STR_SET: set if it stands there, unless it is 0. */
    boolean flag() {
        return text == null || bool();
    }

    /** fio's FIO_OPT_BOOL. */
    boolean bool() {
        return switch (required()) {
            case "0" -> false;
            case "1" -> true;
            default -> throw place.error("it is 0 or 1");
        };
    }

    /** A whole number within limits, with fio's units: {@code 4k} is 4096. */
    long integer(long min, long max) {
        long number = integer(required());
        return within(number, min, max);
    }

    private long within(long number, long min, long max) {
        if (number < min || number > max) {
            throw place.error(
                    max == Long.MAX_VALUE || max == Integer.MAX_VALUE
                            ? "it is at least " + min
                            : "it is from " + min + " to " + max);
        }
        return number;
    }

    /** The same, as an int. */
    int integer32(int min, int max) {
        return (int) integer(min, max);
    }

    private long integer(String part) {
        return read(() -> Units.integer(part, kbBase));
    }

    /** Bytes, 1 or more unless 0 is allowed. */
    long bytes(long min) {
        return integer(min, Long.MAX_VALUE);
    }

    /** Bytes, or percent: {@code 50%}. */
    Amount amount() {
        String all = required();
        if (all.endsWith("z")) {
            throw place.error("berth's engine has no zones: write bytes or percent");
        }
        if (!all.endsWith("%")) {
            return new Amount.Bytes(bytes(0));
        }
        String number = all.substring(0, all.length() - 1).strip();
        return new Amount.Percent((int) within(integer(number), 0, 100));
    }

    /**
     * A time.
     *
     * @param unit of a number without one
     */
    Duration time(Duration unit) {
        return read(() -> Units.time(required(), unit));
    }

    /** Reads with, 1.25 notation; fio's FIO_OPT_FLOAT_LIST of one. */
    double decimal(String part) {
        if (!part.matches("\\d+(\\.\\d*)?|\\.\\d+")) {
            throw place.error("'" + part + "' is no number");
        }
        return Double.parseDouble(part);
    }

    /** One of several words. */
    <T> T word(Map<String, T> words) {
        T found = words.get(required());
        if (found == null) {
            throw place.error("it is one of " + String.join(", ", words.keySet()));
        }
        return found;
    }

    /**
     * A value for reads and one for writes, {@code 4k,8k}. One alone counts for both; an empty one
     * leaves its direction as it was; a third, for trims, is read and does nothing as no job trims.
     */
    <T> Pair<T> pair(Function<Value, T> each) {
        List<@Nullable T> parts = new ArrayList<>();
        for (String part : required().split(",", -1)) {
            parts.add(part.isBlank() ? null : each.apply(part(part.strip())));
        }
        if (parts.size() > 3) {
            throw place.error("it has a value for reads, one for writes and one for trims");
        }
        return new Pair<>(parts.getFirst(), parts.size() == 1 ? parts.getFirst() : parts.get(1));
    }

    /** A part of this value as a value. */
    Value part(String part) {
        return new Value(part, place, kbBase);
    }

    private <T> T read(java.util.function.Supplier<T> reading) {
        try {
            return reading.get();
        } catch (IllegalArgumentException e) {
            throw place.error(String.valueOf(e.getMessage()), e);
        }
    }
}

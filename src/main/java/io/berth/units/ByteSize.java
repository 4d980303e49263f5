package io.berth.units;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A number of bytes, 0 to 2^63 − 1.
 *
 * <p>Written as fio and QEMU users write it: {@code 4096}, {@code 4k}, {@code 64KiB}, {@code 1G}.
 * {@code k}, {@code M}, {@code G}, {@code T}, {@code P} are powers of 1024, as in fio
 * (kb_base=1024) and qemu-img; {@code KiB} … {@code PiB} are the same, spelled out. {@code KB},
 * {@code MB} and so on are refused, because half of the world means 1000 by them. Note that fio
 * itself reads {@code 4KiB} as 4000 bytes by default, so a size is given to fio in plain bytes.
 */
public record ByteSize(long bytes) implements Comparable<ByteSize> {

    private static final Pattern WRITTEN = Pattern.compile("(\\d+)(?:\\s*([A-Za-z]+))?");
    private static final String UNITS = "KMGTP";
    private static final Map<String, Integer> SHIFTS =
            Map.ofEntries(
                    Map.entry("", 0),
                    Map.entry("b", 0),
                    Map.entry("k", 10),
                    Map.entry("kib", 10),
                    Map.entry("m", 20),
                    Map.entry("mib", 20),
                    Map.entry("g", 30),
                    Map.entry("gib", 30),
                    Map.entry("t", 40),
                    Map.entry("tib", 40),
                    Map.entry("p", 50),
                    Map.entry("pib", 50));

    public ByteSize {
        if (bytes < 0) {
            throw new IllegalArgumentException("a size is not negative: " + bytes);
        }
    }

    public static ByteSize of(long bytes) {
        return new ByteSize(bytes);
    }

    public static ByteSize mebibytes(long mebibytes) {
        return new ByteSize(Math.multiplyExact(mebibytes, 1L << 20));
    }

    /**
     * Reads a written size.
     *
     * @throws IllegalArgumentException with the form that would do, if the text is no size
     */
    @JsonCreator
    public static ByteSize parse(String text) {
        Matcher matcher = WRITTEN.matcher(text.strip());
        if (!matcher.matches()) {
            throw new IllegalArgumentException("'" + text + "' is no size: write 4096, 4k or 1GiB");
        }
        String unit = matcher.group(2) == null ? "" : matcher.group(2).toLowerCase(Locale.ROOT);
        Integer shift = SHIFTS.get(unit);
        if (shift == null) {
            throw new IllegalArgumentException("'" + text + "' is no size: " + unitRemedy(matcher));
        }
        try {
            return new ByteSize(Math.multiplyExact(Long.parseLong(matcher.group(1)), 1L << shift));
        } catch (ArithmeticException | NumberFormatException e) {
            throw new IllegalArgumentException("'" + text + "' is more than 2^63 bytes", e);
        }
    }

    private static String unitRemedy(Matcher matcher) {
        String unit = matcher.group(2);
        char first = Character.toUpperCase(unit.charAt(0));
        if (unit.length() == 2
                && Character.toUpperCase(unit.charAt(1)) == 'B'
                && UNITS.indexOf(first) >= 0) {
            return unit + " may mean 1000 or 1024; write " + matcher.group(1) + first + "iB";
        }
        return "units are k, M, G, T, P or KiB, MiB, GiB, TiB, PiB";
    }

    public ByteSize times(long factor) {
        return new ByteSize(Math.multiplyExact(bytes, factor));
    }

    public ByteSize plus(ByteSize other) {
        return new ByteSize(Math.addExact(bytes, other.bytes));
    }

    @Override
    public int compareTo(ByteSize other) {
        return Long.compare(bytes, other.bytes);
    }

    /** The exact size in the largest unit that divides it ({@code 64KiB}); parses back. */
    @Override
    @JsonValue
    public String toString() {
        if (bytes == 0) {
            return "0";
        }
        int steps = Math.min(Long.numberOfTrailingZeros(bytes) / 10, UNITS.length());
        return steps == 0
                ? Long.toString(bytes)
                : (bytes >> (10 * steps)) + UNITS.substring(steps - 1, steps) + "iB";
    }

    /** The size for readers, to three significant figures ({@code 1.00 GiB}, {@code 196 KiB}). */
    public String display() {
        double value = bytes;
        int step = 0;
        while (value >= 999.5 && step < UNITS.length()) {
            value /= 1024;
            step++;
        }
        String unit = step == 0 ? " B" : " " + UNITS.charAt(step - 1) + "iB";
        return (step == 0 ? Long.toString(bytes) : Figures.significant(value, 3)) + unit;
    }
}

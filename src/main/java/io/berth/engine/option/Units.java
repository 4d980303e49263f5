package io.berth.engine.option;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * fio's numbers (parse.c, str_to_decimal): an integer, decimal or 0x…, and a unit.
 *
 * <p>fio reads what it does not understand as something else: {@code 0.5} as 0, {@code 4KiB} as
 * 4000, {@code 3min} as 3 µs, {@code 4q} as 4. All of these are refused here, each with what to
 * write. Everything that is accepted has fio's value.
 */
final class Units {

    static final int KB_BASE = 1024;

    private static final int KB_BASE_SI = 1000;
    private static final Pattern NUMBER = Pattern.compile("([+-]?)(0[xX][0-9a-fA-F]+|\\d+)(.*)");
    private static final String POWERS = "kmgtp";

    /** Longest first where one begins with another. */
    private static final Map<String, Duration> TIMES =
            Map.ofEntries(
                    Map.entry("us", Duration.ofNanos(1000)),
                    Map.entry("usec", Duration.ofNanos(1000)),
                    Map.entry("ms", Duration.ofMillis(1)),
                    Map.entry("msec", Duration.ofMillis(1)),
                    Map.entry("s", Duration.ofSeconds(1)),
                    Map.entry("m", Duration.ofMinutes(1)),
                    Map.entry("h", Duration.ofHours(1)),
                    Map.entry("d", Duration.ofDays(1)));

    private Units() {}

    /** A number's parts: the value without its unit, and the unit in lower case. */
    private record Number(long value, String unit, boolean hex) {}

    /**
     * Bytes, or any other integer: fio gives them all the same units.
     *
     * @throws IllegalArgumentException with what to write
     */
    static long integer(String text, int kbBase) {
        Number number = number(text);
        long factor = number.unit.isEmpty() ? 1 : bytesFactor(text, number, kbBase);
        try {
            return Math.multiplyExact(number.value, factor);
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException("'" + text + "' is beyond 2^63", e);
        }
    }

    private static long bytesFactor(String text, Number number, int kbBase) {
        String unit = number.unit;
        int power = POWERS.indexOf(unit.charAt(0)) + 1;
        String rest = unit.substring(1);
        if (number.hex || power == 0 && !unit.equals("b")) {
            throw new IllegalArgumentException(
                    "'" + unit + "' in '" + text + "' is no unit of size: k, m, g, t or p");
        }
        if (power == 0) {
            return 1;
        }
        if (rest.isEmpty() || rest.equals("b")) {
            return power(kbBase, power);
        }
        if (!rest.equals("ib")) {
            throw new IllegalArgumentException(
                    "'" + unit + "' in '" + text + "' is no unit of size: k, m, g, t or p");
        }
        if (kbBase == KB_BASE_SI) {
            return power(KB_BASE, power);
        }
        throw new IllegalArgumentException(
                "fio reads "
                        + text
                        + " as "
                        + power(KB_BASE_SI, power)
                        + " times "
                        + number.value
                        + " unless kb_base=1000 is set; write "
                        + number.value
                        + unit.charAt(0)
                        + ", which is "
                        + power(KB_BASE, power)
                        + " times it");
    }

    private static long power(int base, int exponent) {
        long result = 1;
        for (int i = 0; i < exponent; i++) {
            result *= base;
        }
        return result;
    }

    /**
     * A time.
     *
     * @param unit of a number that has none
     * @throws IllegalArgumentException with what to write
     */
    static Duration time(String text, Duration unit) {
        Number number = number(text);
        Duration each = number.unit.isEmpty() ? unit : TIMES.get(number.unit);
        if (each == null || number.hex && !number.unit.isEmpty()) {
            throw new IllegalArgumentException(
                    "'"
                            + number.unit
                            + "' in '"
                            + text
                            + "' is no unit of time: "
                            + String.join(", ", List.of("us", "ms", "s", "m", "h", "d")));
        }
        if (number.value < 0) {
            throw new IllegalArgumentException("a time is not negative");
        }
        try {
            return Duration.ofNanos(Math.multiplyExact(each.toNanos(), number.value));
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException("'" + text + "' is beyond 292 years", e);
        }
    }

    private static Number number(String text) {
        if (text.startsWith("(")) {
            throw new IllegalArgumentException("write the value itself instead of " + text);
        }
        Matcher matcher = NUMBER.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("'" + text + "' is no number");
        }
        String rest = matcher.group(3).strip().toLowerCase(Locale.ROOT);
        if (rest.startsWith(".") || rest.startsWith(",")) {
            throw new IllegalArgumentException(
                    "'"
                            + text
                            + "' has a fraction, which fio reads as "
                            + matcher.group(2)
                            + "; write a whole number of a smaller unit (500ms, 512k)");
        }
        if (!rest.matches("[a-z%]*")) {
            throw new IllegalArgumentException("'" + text + "' is no number");
        }
        String digits = matcher.group(2);
        boolean hex = digits.length() > 1 && Character.toLowerCase(digits.charAt(1)) == 'x';
        try {
            long value = hex ? Long.parseLong(digits.substring(2), 16) : Long.parseLong(digits);
            return new Number(matcher.group(1).equals("-") ? -value : value, rest, hex);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("'" + text + "' is beyond 2^63", e);
        }
    }
}

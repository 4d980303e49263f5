package io.berth.profile;

import io.berth.units.ByteSize;
import io.berth.units.Durations;
import java.math.BigDecimal;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What one value of a profile may be: how it is read, spelled, given to tools and described. */
interface ValueType {

    /**
     * The value in its one canonical spelling, so that {@code 64k} and {@code 64KiB} are equal.
     *
     * @throws IllegalArgumentException saying what is allowed, if it is no such value
     */
    String canonical(String text);

    /** A canonical value as fio and qemu-img take it: sizes in plain bytes. */
    default String plain(String canonical) {
        return canonical;
    }

    /** The JSON Schema of the value, without its documentation. */
    Map<String, Object> schema();

    /** One of a few words. */
    record Words(List<String> words, Map<String, String> alsoRead) implements ValueType {

        static Words of(String... words) {
            return new Words(List.of(words), Map.of());
        }

        static <E extends Enum<E> & Word> Words of(Class<E> type) {
            return new Words(Word.words(type), Map.of());
        }

        Words reading(String text, String word) {
            Map<String, String> more = new LinkedHashMap<>(alsoRead);
            more.put(text, word);
            return new Words(words, more);
        }

        @Override
        public String canonical(String text) {
            String word = alsoRead.getOrDefault(text, text);
            if (!words.contains(word)) {
                throw new IllegalArgumentException(
                        "'"
                                + text
                                + "' is not "
                                + (words.size() == 1 ? "" : "one of ")
                                + String.join(", ", words)
                                + Nearest.hint(text, words));
            }
            return word;
        }

        @Override
        public Map<String, Object> schema() {
            List<Object> allowed = new ArrayList<>(words);
            for (String text : alsoRead.keySet()) {
                // Plain YAML 1.1 reads off and on as these.
                allowed.add(
                        switch (text) {
                            case "false" -> Boolean.FALSE;
                            case "true" -> Boolean.TRUE;
                            default -> text;
                        });
            }
            for (String word : words) {
                // Plain YAML reads 1.1 and 16 as numbers, which are the same words.
                if (word.matches("\\d+(\\.\\d+)?")) {
                    allowed.add(new BigDecimal(word));
                }
            }
            return ordered("enum", allowed);
        }
    }

    /** Yes or no, in the words of the tool that gets it. */
    record Flag(String yes, String no) implements ValueType {

        @Override
        public String canonical(String text) {
            return switch (text.toLowerCase(Locale.ROOT)) {
                case "true", "on", "yes", "1" -> yes;
                case "false", "off", "no", "0" -> no;
                default ->
                        throw new IllegalArgumentException("'" + text + "' is not true or false");
            };
        }

        @Override
        public Map<String, Object> schema() {
            return ordered("enum", List.of(true, false, 1, 0, "on", "off"));
        }
    }

    /** A whole number within bounds. */
    record Count(long min, long max) implements ValueType {

        private static final Pattern WHOLE = Pattern.compile("-?\\d{1,19}");

        @Override
        public String canonical(String text) {
            if (!WHOLE.matcher(text).matches()) {
                throw new IllegalArgumentException("'" + text + "' is no whole number");
            }
            // 19 digits may pass 2^63; BigDecimal compares them without overflow.
            BigDecimal value = new BigDecimal(text);
            if (value.compareTo(BigDecimal.valueOf(min)) < 0
                    || value.compareTo(BigDecimal.valueOf(max)) > 0) {
                throw new IllegalArgumentException(text + " is not within " + min + " to " + max);
            }
            return value.toPlainString();
        }

        @Override
        public Map<String, Object> schema() {
            return ordered("type", "integer", "minimum", min, "maximum", max);
        }
    }

    /** A number of bytes within bounds, in whole multiples of a step. */
    record Size(ByteSize min, ByteSize max, ByteSize step) implements ValueType {

        static Size of(String min, String max, String step) {
            return new Size(ByteSize.parse(min), ByteSize.parse(max), ByteSize.parse(step));
        }

        @Override
        public String canonical(String text) {
            ByteSize size = ByteSize.parse(text);
            if (size.compareTo(min) < 0 || size.compareTo(max) > 0) {
                throw new IllegalArgumentException(text + " is not within " + min + " to " + max);
            }
            if (size.bytes() % step.bytes() != 0) {
                throw new IllegalArgumentException(text + " is no multiple of " + step);
            }
            return size.toString();
        }

        @Override
        public String plain(String canonical) {
            return Long.toString(ByteSize.parse(canonical).bytes());
        }

        @Override
        public Map<String, Object> schema() {
            return ordered(
                    "type",
                    List.of("string", "integer"),
                    "pattern",
                    "^[0-9]+ *([kKmMgGtTpP]([iI][bB])?|[bB])?$",
                    "minimum",
                    min.bytes(),
                    "maximum",
                    max.bytes());
        }
    }

    /**
     * A time within bounds.
     *
     * @param unit whether the unit must be written, because a bare number means another one to fio
     *     or to readers
     */
    record Time(Duration min, Duration max, boolean unit) implements ValueType {

        private static final Pattern BARE = Pattern.compile("\\d+");

        static Time of(String min, String max) {
            return new Time(Durations.parse(min), Durations.parse(max), false);
        }

        Time withUnit() {
            return new Time(min, max, true);
        }

        @Override
        public String canonical(String text) {
            if (unit && BARE.matcher(text.strip()).matches()) {
                throw new IllegalArgumentException(
                        "'%s' needs its unit: write %<sus, %<sms or %<ss".formatted(text.strip()));
            }
            Duration time = Durations.parse(text);
            if (time.compareTo(min) < 0 || time.compareTo(max) > 0) {
                throw new IllegalArgumentException(
                        "%s is not within %s to %s"
                                .formatted(text, Durations.exact(min), Durations.exact(max)));
            }
            return Durations.exact(time);
        }

        @Override
        public Map<String, Object> schema() {
            String units = "(us|usec|ms|msec|s|sec|m|h|d)";
            return unit
                    ? ordered("type", "string", "pattern", "^[0-9]+ *" + units + "$")
                    : ordered(
                            "type",
                            List.of("string", "integer"),
                            "pattern",
                            "^[0-9]+ *" + units + "?$",
                            "minimum",
                            Math.max(0, min.toSeconds()));
        }
    }

    /** A percentage within bounds, written with its sign. */
    record Share(BigDecimal min, BigDecimal max) implements ValueType {

        private static final Pattern WRITTEN = Pattern.compile("(\\d{1,3}(?:\\.\\d{1,4})?) *%");

        static Share of(String min, String max) {
            return new Share(new BigDecimal(min), new BigDecimal(max));
        }

        /** A canonical percentage as a fraction of 1. */
        static double fraction(String canonical) {
            return new BigDecimal(canonical.replace("%", "")).movePointLeft(2).doubleValue();
        }

        @Override
        public String canonical(String text) {
            Matcher matcher = WRITTEN.matcher(text.strip());
            if (!matcher.matches()) {
                throw new IllegalArgumentException("'" + text + "' is no share: write 99%");
            }
            BigDecimal value = new BigDecimal(matcher.group(1)).stripTrailingZeros();
            if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
                throw new IllegalArgumentException(
                        "%s is not within %s%% to %s%%".formatted(text, min, max));
            }
            return value.toPlainString() + "%";
        }

        @Override
        public Map<String, Object> schema() {
            return ordered("type", "string", "pattern", "^[0-9]{1,3}(\\.[0-9]{1,4})? *%$");
        }
    }

    /** Where a chain's data are: base, even, or a share of each image above the base. */
    record LayerData() implements ValueType {

        private static final Share SHARE = Share.of("0.0001", "100");

        /**
         * The share of the disk's data that each of {@code depth} images above the base holds.
         *
         * @param canonical base, even or a percentage
         */
        static double share(String canonical, int depth) {
            return switch (canonical) {
                case "base" -> 0;
                case "even" -> 1.0 / (depth + 1);
                default -> Share.fraction(canonical);
            };
        }

        @Override
        public String canonical(String text) {
            if (text.equals("base") || text.equals("even")) {
                return text;
            }
            if (!text.strip().endsWith("%")) {
                throw new IllegalArgumentException(
                        "'%s' is not base, even or a share such as 5%%".formatted(text));
            }
            return SHARE.canonical(text);
        }

        @Override
        public Map<String, Object> schema() {
            return ordered(
                    "type", "string", "pattern", "^(base|even|[0-9]{1,3}(\\.[0-9]{1,4})? *%)$");
        }
    }

    /**
     * Text of a certain shape.
     *
     * @param otherwise what to say of any other text, after it in quotes
     */
    record Shape(Pattern pattern, String otherwise) implements ValueType {

        static Shape of(String regex, String otherwise) {
            return new Shape(Pattern.compile(regex), otherwise);
        }

        @Override
        public String canonical(String text) {
            if (!pattern.matcher(text).matches()) {
                throw new IllegalArgumentException("'" + text + "' " + otherwise);
            }
            return text;
        }

        @Override
        public Map<String, Object> schema() {
            return ordered("type", "string", "pattern", "^(" + pattern.pattern() + ")$");
        }
    }

    /** Text of a certain shape that this host can also make a path of. */
    record FileName(Shape shape) implements ValueType {

        @Override
        public String canonical(String text) {
            String allowed = shape.canonical(text);
            try {
                Path _ = Path.of(allowed);
                return allowed;
            } catch (InvalidPathException e) {
                throw new IllegalArgumentException(
                        "'%s' is no path under this locale: %s; try LC_ALL=C.UTF-8"
                                .formatted(text, e.getReason()),
                        e);
            }
        }

        @Override
        public Map<String, Object> schema() {
            return shape.schema();
        }
    }

    /** A type of which some values are known but not offered, each for a reason. */
    record Without(ValueType type, Map<String, String> refused) implements ValueType {

        @Override
        public String canonical(String text) {
            String reason = refused.get(text);
            if (reason != null) {
                throw new IllegalArgumentException(reason);
            }
            return type.canonical(text);
        }

        @Override
        public Map<String, Object> schema() {
            return type.schema();
        }
    }

    /** A name that ends up in file names and spreadsheets. */
    record Name() implements ValueType {

        private static final Pattern ALLOWED = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

        @Override
        public String canonical(String text) {
            if (!text.isEmpty() && "=+-@".indexOf(text.charAt(0)) >= 0) {
                throw new IllegalArgumentException(
                        "'%s' begins with '%s': spreadsheets run such a name as a formula"
                                .formatted(text, text.charAt(0)));
            }
            if (!ALLOWED.matcher(text).matches()) {
                throw new IllegalArgumentException(
                        "'%s' is no name: letters, digits, '.', '_' and '-', up to 64"
                                .formatted(text));
            }
            return text;
        }

        @Override
        public Map<String, Object> schema() {
            return ordered(
                    "type", List.of("string", "integer"), "pattern", "^" + ALLOWED.pattern() + "$");
        }
    }

    /** A map that keeps the order given, of names and values by turns. */
    static Map<String, Object> ordered(Object... namesAndValues) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            map.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return map;
    }
}

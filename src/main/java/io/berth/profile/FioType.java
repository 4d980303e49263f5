package io.berth.profile;

import static io.berth.profile.ValueType.ordered;

import io.berth.units.ByteSize;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The values that are fio's own: one for reads and one for writes, splits, shares of a device. */
sealed interface FioType extends ValueType {

    /** One value for both directions, or {@code reads,writes}. */
    record Directions(ValueType each) implements FioType {

        @Override
        public String canonical(String text) {
            return eachPart(text, each::canonical);
        }

        @Override
        public String plain(String canonical) {
            return eachPart(canonical, each::plain);
        }

        private static String eachPart(String text, UnaryOperator<String> change) {
            String[] parts = text.split(",", -1);
            if (parts.length > 2) {
                throw new IllegalArgumentException(
                        "'" + text + "' has " + parts.length + " values: write reads,writes");
            }
            return Arrays.stream(parts)
                    .map(String::strip)
                    .map(change)
                    .collect(Collectors.joining(","));
        }

        @Override
        public Map<String, Object> schema() {
            return ordered(
                    "anyOf",
                    List.of(each.schema(), ordered("type", "string", "pattern", "^[^,]+,[^,]+$")));
        }
    }

    /** A size, or a share of the device ({@code 50%}). */
    record SizeOrShare(Size size, Share share) implements FioType {

        @Override
        public String canonical(String text) {
            return text.contains("%") ? share.canonical(text) : size.canonical(text);
        }

        @Override
        public String plain(String canonical) {
            return canonical.contains("%") ? canonical : size.plain(canonical);
        }

        @Override
        public Map<String, Object> schema() {
            return ordered("anyOf", List.of(size.schema(), share.schema()));
        }
    }

    /** fio's bssplit: {@code 4k/60:64k/40}, for reads and writes, or both apart by a comma. */
    record Split(Size size) implements FioType {

        private static final Pattern SHARE = Pattern.compile("\\d{1,3}");

        @Override
        public String canonical(String text) {
            return Arrays.stream(text.split(",", -1))
                    .map(this::direction)
                    .collect(Collectors.joining(","));
        }

        private String direction(String text) {
            List<String> parts = new ArrayList<>();
            int total = 0;
            for (String part : text.strip().split(":", -1)) {
                String[] sizeAndShare = part.split("/", -1);
                if (sizeAndShare.length != 2 || !SHARE.matcher(sizeAndShare[1]).matches()) {
                    throw new IllegalArgumentException(
                            "'" + text + "' is no bssplit: write 4k/60:64k/40");
                }
                total += Integer.parseInt(sizeAndShare[1]);
                parts.add(size.canonical(sizeAndShare[0]) + "/" + sizeAndShare[1]);
            }
            if (total != 100) {
                throw new IllegalArgumentException(
                        "the shares of '" + text + "' sum up to " + total + ", not to 100");
            }
            return String.join(":", parts);
        }

        @Override
        public String plain(String canonical) {
            return Arrays.stream(canonical.split(",", -1))
                    .map(
                            direction ->
                                    Arrays.stream(direction.split(":", -1))
                                            .map(Split::bytes)
                                            .collect(Collectors.joining(":")))
                    .collect(Collectors.joining(","));
        }

        private static String bytes(String part) {
            int slash = part.indexOf('/');
            return ByteSize.parse(part.substring(0, slash)).bytes() + part.substring(slash);
        }

        @Override
        public Map<String, Object> schema() {
            String one = "[0-9]+[kKmM]?([iI][bB])?/[0-9]{1,3}";
            String direction = one + "(:" + one + ")*";
            return ordered("type", "string", "pattern", "^" + direction + "(," + direction + ")?$");
        }
    }
}

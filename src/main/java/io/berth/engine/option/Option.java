package io.berth.engine.option;

import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * An option that the engine has.
 *
 * @param names its own, then fio's aliases
 * @param inverse another name of it that takes the opposite, with its reader; empty if there is
 *     none
 * @param form how its value is written: {@code SIZE}, {@code 0|1}; empty for one that needs none
 * @param preset its value where it is not given; null for none
 * @param presetText the same, as it is written; empty for none
 * @param sentence what it does
 * @param reader reads its value
 * @param merger joins what was given with what was given before
 */
record Option<T>(
        Group group,
        List<String> names,
        Map<String, Function<Value, T>> inverse,
        String form,
        @Nullable T preset,
        String presetText,
        String sentence,
        Function<Value, T> reader,
        BinaryOperator<T> merger) {

    /** What options are about: the headings of the help. */
    enum Group {
        JOB("Jobs"),
        TARGET("Files and devices"),
        ACCESS("Which I/O"),
        QUEUE("How it is handed over"),
        PACE("How fast, and for how long"),
        DATA("Data: flushing, verifying, buffers"),
        PRINT("What is printed");

        private final String title;

        Group(String title) {
            this.title = title;
        }

        String title() {
            return title;
        }
    }

    String name() {
        return names.getFirst();
    }

    /** The reader for one of its names. */
    Function<Value, T> reader(String name) {
        return inverse.getOrDefault(name, reader);
    }

    /** Whether it is complete without a value: then one stands behind {@code =} only. */
    boolean flag() {
        return form.isEmpty();
    }

    static <T> Option<T> of(
            Group group,
            String names,
            String form,
            @Nullable T preset,
            String presetText,
            Function<Value, T> reader,
            String sentence) {
        return new Option<>(
                group,
                List.of(names.split(" ")),
                Map.of(),
                form,
                preset,
                presetText,
                sentence,
                reader,
                (_, last) -> last);
    }

    /** The option with another name that means its opposite. */
    Option<T> inverse(String name, Function<Value, T> reading) {
        return new Option<>(
                group,
                names,
                Map.of(name, reading),
                form,
                preset,
                presetText,
                sentence,
                reader,
                merger);
    }

    /** An option for both directions. */
    static <T> Option<Pair<T>> pair(
            Group group,
            String names,
            String form,
            @Nullable T preset,
            String presetText,
            Function<Value, T> each,
            String sentence) {
        return new Option<>(
                group,
                List.of(names.split(" ")),
                Map.of(),
                form + "[," + form + "]",
                preset == null ? new Pair<>(null, null) : Pair.both(preset),
                presetText,
                sentence,
                value -> value.pair(each),
                (earlier, last) -> last.over(earlier));
    }

    static Option<Boolean> flag(Group group, String names, String sentence) {
        return of(group, names, "", false, "", Value::flag, sentence);
    }

    static Option<Boolean> bool(Group group, String names, boolean preset, String sentence) {
        return of(group, names, "0|1", preset, preset ? "1" : "0", Value::bool, sentence);
    }

    static Option<Integer> count(Group group, String names, int min, int preset, String sentence) {
        return of(
                group,
                names,
                "N",
                preset,
                Integer.toString(preset),
                v -> v.integer32(min, Integer.MAX_VALUE),
                sentence);
    }
}

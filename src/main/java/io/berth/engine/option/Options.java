package io.berth.engine.option;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Every option of the engine: one table for the command line, for job files, for the help and for
 * the hint at the nearest name.
 */
final class Options {

    static final List<Option<?>> ALL =
            Stream.of(
                            JobOptions.ALL,
                            TargetOptions.ALL,
                            AccessOptions.ALL,
                            QueueOptions.ALL,
                            PaceOptions.ALL,
                            DataOptions.ALL,
                            PrintOptions.ALL)
                    .<Option<?>>flatMap(List::stream)
                    .toList();

    /** By name and alias. */
    static final Map<String, Option<?>> BY_NAME = byName();

    static final Map<String, Limited> LIMITED = Limited.table();

    private Options() {}

    private static Map<String, Option<?>> byName() {
        Map<String, Option<?>> found = new HashMap<>();
        for (Option<?> option : ALL) {
            option.names().forEach(name -> found.put(name, option));
            option.inverse().keySet().forEach(name -> found.put(name, option));
        }
        return found;
    }

    static @Nullable Option<?> find(String name) {
        return BY_NAME.get(name);
    }

    /** All names that are understood, sorted. */
    static List<String> names() {
        TreeSet<String> names = new TreeSet<>(BY_NAME.keySet());
        LIMITED.values().stream()
                .filter(l -> !l.accepted().isEmpty())
                .forEach(l -> names.addAll(l.names()));
        return List.copyOf(names);
    }

    /** Whether an option may stand without a value, so that the next argument is not its value. */
    static boolean flag(String name) {
        Option<?> option = BY_NAME.get(name);
        return option != null && (option.flag() || FLAGS_WITH_FORM.contains(name))
                || LIMITED_FLAGS.contains(name);
    }

    /** fio's FIO_OPT_STR_SET among options whose help shows a value. */
    private static final List<String> FLAGS_WITH_FORM = List.of("fixedbufs", "registerfiles");

    /** fio's FIO_OPT_STR_SET among the others. */
    private static final List<String> LIMITED_FLAGS =
            List.of(
                    "thread",
                    "bs_unaligned",
                    "blocksize_unaligned",
                    "exitall",
                    "exitall_on_error",
                    "nonvectored",
                    "nowait",
                    "uncached");

    /** The table by groups. */
    static Map<Option.Group, List<Option<?>>> groups() {
        Map<Option.Group, List<Option<?>>> groups = new LinkedHashMap<>();
        for (Option<?> option : ALL) {
            groups.computeIfAbsent(option.group(), _ -> new ArrayList<>()).add(option);
        }
        return groups;
    }
}

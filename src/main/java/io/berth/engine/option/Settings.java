package io.berth.engine.option;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/** The options given to one section, those of the global sections before it included. Mutable. */
final class Settings {

    /** An option's value and where it was last given. */
    private record Given(Object value, Place place) {}

    private final Map<Option<?>, Given> given = new HashMap<>();
    private int kbBase = Units.KB_BASE;

    Settings() {}

    Settings(Settings inherited) {
        given.putAll(inherited.given);
        kbBase = inherited.kbBase;
    }

    int kbBase() {
        return kbBase;
    }

    /** Reads a value by one of the option's names, and takes it. */
    <T> void give(Option<T> option, String name, Value value) {
        T read = option.reader(name).apply(value);
        if (option.equals(JobOptions.KB_BASE)) {
            kbBase = (Integer) read;
        }
        Given before = given.get(option);
        T all = before == null ? presetOr(option, read) : merged(option, before, read);
        given.put(option, new Given(all, value.place()));
    }

    private static <T> T presetOr(Option<T> option, T read) {
        return option.preset() == null ? read : option.merger().apply(option.preset(), read);
    }

    @SuppressWarnings("unchecked") // Given under this option, hence of its type.
    private static <T> T merged(Option<T> option, Given before, T read) {
        return option.merger().apply((T) before.value, read);
    }

    boolean has(Option<?> option) {
        return given.containsKey(option);
    }

    /** The value given, else the preset, which there must be. */
    @SuppressWarnings("unchecked") // Given under this option, hence of its type.
    <T> T get(Option<T> option) {
        Given found = given.get(option);
        return found == null ? Objects.requireNonNull(option.preset()) : (T) found.value;
    }

    /** Where an option was given. */
    Place place(Option<?> option) {
        return Objects.requireNonNull(given.get(option)).place;
    }
}

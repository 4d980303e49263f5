package io.berth.profile;

import org.jspecify.annotations.Nullable;

/**
 * One key of the profile: the row of the table that validation, suggestions and the JSON Schema all
 * come from.
 *
 * @param section where it stands
 * @param name as it is written
 * @param type what its value may be; null where the value has keys or items of its own
 * @param axis whether it may be a list, which makes it an axis
 * @param byDefault the canonical default; null if there is none
 * @param required whether it must be written
 * @param doc what it means, as a sentence
 */
record Key(
        Section section,
        String name,
        @Nullable ValueType type,
        boolean axis,
        @Nullable String byDefault,
        boolean required,
        String doc) {

    /** The parts of a profile that have keys. */
    enum Section {
        TOP("", "a profile"),
        DISK("disk.", "disk"),
        BACKING("disk.backing.", "backing"),
        OPTIONS("disk.options.", "options"),
        GUEST("guest.", "guest"),
        OPERATION("operation.", "an operation"),
        WORKLOAD("workload.", "a workload"),
        MEASURE("measure.", "measure"),
        OBJECTIVE("objective.", "objective");

        private final String prefix;
        private final String title;

        Section(String prefix, String title) {
            this.prefix = prefix;
            this.title = title;
        }

        /** What a factor of this section begins with. */
        String prefix() {
            return prefix;
        }

        /** What messages call it. */
        String title() {
            return title;
        }
    }

    /** Its dotted name: {@code disk.cache}. */
    String factor() {
        return section.prefix() + name;
    }

    /** The type of a key that has a value of its own. */
    ValueType value() {
        if (type == null) {
            throw new IllegalStateException(factor() + " has keys of its own");
        }
        return type;
    }

    static Key scalar(
            Section section, String name, ValueType type, @Nullable String value, String doc) {
        return new Key(section, name, type, false, value, false, doc);
    }

    static Key axis(
            Section section, String name, ValueType type, @Nullable String value, String doc) {
        return new Key(section, name, type, true, value, false, doc);
    }

    static Key structure(Section section, String name, String doc) {
        return new Key(section, name, null, false, null, false, doc);
    }

    Key must() {
        return new Key(section, name, type, axis, byDefault, true, doc);
    }
}

package io.berth.export;

import java.util.List;

/** Command lines as a person types them. */
final class Shell {

    private Shell() {}

    /** A word with quotes if a POSIX shell would read it otherwise. */
    static String word(String word) {
        return word.matches("[A-Za-z0-9_@%+=:,./^-]+")
                ? word
                : "'" + word.replace("'", "'\\''") + "'";
    }

    static String line(List<String> words) {
        return String.join(" ", words.stream().map(Shell::word).toList());
    }

    /** In QEMU's option lists a comma ends a value; doubled it is one. */
    static String value(Object value) {
        return value.toString().replace(",", ",,");
    }
}

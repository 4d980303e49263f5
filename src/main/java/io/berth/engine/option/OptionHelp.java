package io.berth.engine.option;

import io.berth.profile.Nearest;
import io.berth.units.Lines;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The table of options for people: all by groups, or one. */
public final class OptionHelp {

    private static final int COLUMNS = 80;
    private static final int INDENT = 6;

    private OptionHelp() {}

    /** Every option of the engine by groups, with its sentence, for a terminal of 80 columns. */
    public static String groups() {
        StringBuilder out = new StringBuilder();
        Options.groups()
                .forEach(
                        (group, options) -> {
                            out.append('\n').append(group.title()).append(":\n");
                            options.forEach(option -> entry(option, out));
                        });
        return out.toString();
    }

    /** The same, then what the engine has not of fio's, with the reasons. */
    public static String all() {
        StringBuilder out = new StringBuilder(groups());
        Map<String, List<String>> reasons = new LinkedHashMap<>();
        for (Limited limited : new java.util.LinkedHashSet<>(Options.LIMITED.values())) {
            reasons.computeIfAbsent(limited.reason(), _ -> new ArrayList<>()).add(shown(limited));
        }
        out.append("\nOptions of fio that are accepted as shown, or not at all (-):\n");
        reasons.forEach(
                (reason, names) -> {
                    for (String line : Lines.wrap(String.join(", ", names), COLUMNS - 2)) {
                        out.append("  ").append(line).append('\n');
                    }
                    indented(reason, out);
                });
        return out.toString();
    }

    /** What is known of one option; empty if there is none of this name. */
    public static Optional<String> one(String name) {
        Option<?> option = Options.find(name);
        if (option != null) {
            StringBuilder out = new StringBuilder();
            entry(option, out);
            List<String> others = new ArrayList<>(option.names());
            others.addAll(option.inverse().keySet());
            others.removeFirst();
            if (!others.isEmpty()) {
                indented("Also: " + String.join(", ", others), out);
            }
            return Optional.of(out.toString());
        }
        Limited limited = Options.LIMITED.get(name);
        if (limited == null) {
            return Optional.empty();
        }
        StringBuilder out = new StringBuilder("  " + shown(limited) + "\n");
        indented(limited.reason(), out);
        return Optional.of(out.toString());
    }

    /** {@code ; did you mean 'x'?}, or nothing. */
    public static String hint(String name) {
        return Nearest.hint(name, Options.names());
    }

    private static String shown(Limited limited) {
        String name = limited.names().getFirst();
        if (limited.always()) {
            return name;
        }
        return limited.accepted().isEmpty()
                ? "-" + name
                : name + "=" + String.join("|", limited.accepted());
    }

    private static void entry(Option<?> option, StringBuilder out) {
        out.append("  --").append(option.name());
        if (!option.flag()) {
            out.append('=').append(option.form());
        }
        if (!option.presetText().isEmpty()) {
            out.append("  (").append(option.presetText()).append(')');
        }
        out.append('\n');
        indented(option.sentence(), out);
    }

    private static void indented(String text, StringBuilder out) {
        for (String line : Lines.wrap(text, COLUMNS - INDENT)) {
            out.append(" ".repeat(INDENT)).append(line).append('\n');
        }
    }
}

package io.berth.fio;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A fio job file as sections of options, each with its line.
 *
 * <p>As fio reads it (init.c, __parse_jobs_ini): {@code [name]} starts a section, {@code global}
 * gives defaults to those after it; {@code #} and {@code ;} start a comment anywhere in a line; an
 * option without a value is set to 1.
 */
record JobText(String file, List<Section> sections) {

    /** A section. */
    record Section(String name, int line, List<Option> options) {

        boolean global() {
            return name.equals("global");
        }

        Optional<Option> option(String key) {
            return options.stream().filter(o -> o.key().equals(key)).reduce((_, last) -> last);
        }
    }

    /**
     * An option.
     *
     * @param value the text after {@code =}; empty if there is none
     */
    record Option(String key, String value, int line) {

        /** How it is written in a job file. */
        String text() {
            return value.isEmpty() ? key : key + "=" + value;
        }
    }

    /**
     * Reads a job file.
     *
     * @throws FioException with file and line
     */
    static JobText parse(String file, String text) {
        List<Section> sections = new ArrayList<>();
        int number = 0;
        for (String raw : text.lines().toList()) {
            number++;
            String line = withoutComment(raw);
            if (line.isEmpty()) {
                continue;
            }
            if (line.startsWith("[")) {
                sections.add(new Section(sectionName(file, number, line), number, optionList()));
                continue;
            }
            if (line.startsWith("include ") || line.startsWith("include\t")) {
                throw at(file, number, "put the lines of the included file here: " + line);
            }
            if (sections.isEmpty()) {
                throw at(file, number, "'" + line + "' stands before the first [section]");
            }
            sections.getLast().options().add(option(file, number, line));
        }
        if (sections.stream().allMatch(Section::global)) {
            throw at(file, Math.max(1, number), "there is no job: add a section such as [job]");
        }
        return new JobText(file, List.copyOf(sections));
    }

    private static List<Option> optionList() {
        return new ArrayList<>();
    }

    private static String withoutComment(String line) {
        int end = line.length();
        for (char c : new char[] {'#', ';'}) {
            int at = line.indexOf(c);
            end = at < 0 ? end : Math.min(end, at);
        }
        return line.substring(0, end).strip();
    }

    private static String sectionName(String file, int number, String line) {
        if (!line.endsWith("]") || line.length() < 3) {
            throw at(file, number, "'" + line + "' is no section: write [name]");
        }
        return line.substring(1, line.length() - 1).strip();
    }

    private static Option option(String file, int number, String line) {
        if (line.contains("${")) {
            throw at(file, number, "write the value itself instead of a variable: " + line);
        }
        int equals = line.indexOf('=');
        return equals < 0
                ? new Option(line, "", number)
                : new Option(
                        line.substring(0, equals).strip(),
                        line.substring(equals + 1).strip(),
                        number);
    }

    static FioException at(String file, int line, String message) {
        return new FioException(file + ":" + line + ": " + message);
    }
}

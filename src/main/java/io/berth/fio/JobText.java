package io.berth.fio;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A fio job file as sections of options, each with its place.
 *
 * <p>As fio reads it (init.c, __parse_jobs_ini): {@code [name]} starts a section; a name that
 * begins with {@code global} gives defaults to those after it; {@code #} and {@code ;} start a
 * comment anywhere in a line; an option without a value is set to 1.
 */
public record JobText(String file, List<Section> sections) {

    /** How deep files may include one another: one that includes itself would never end. */
    private static final int INCLUDES_MAX = 16;

    /** A section. */
    public record Section(String name, int line, List<Option> options) {

        public boolean global() {
            return name.startsWith("global");
        }

        Optional<Option> option(String key) {
            return options.stream().filter(o -> o.key().equals(key)).reduce((_, last) -> last);
        }
    }

    /**
     * An option.
     *
     * @param value the text after {@code =}; empty if there is none
     * @param bare whether there is no {@code =}
     * @param file that it is written in: the job file or one that it includes
     * @param column of its first character, from 1
     */
    public record Option(
            String key, String value, boolean bare, String file, int line, int column) {

        Option(String key, String value, int line) {
            this(key, value, value.isEmpty(), "", line, 1);
        }

        /** How it is written in a job file. */
        public String text() {
            return bare ? key : key + "=" + value;
        }
    }

    /** What a job file takes from outside of it. */
    public interface Outside {

        /**
         * The text of an included file.
         *
         * @param from the file that includes it
         * @throws FioException if it cannot be had; the place is put before its message
         */
        String included(String name, String from);

        /**
         * The value of {@code ${name}}; empty if there is none.
         *
         * @throws FioException if variables are not to be used; the place is put before its message
         */
        String variable(String name);
    }

    /** A job file that stands alone, as what a guest runs must. */
    private static final class Alone implements Outside {
        @Override
        public String included(String name, String from) {
            throw new FioException("put the lines of the included file here: include " + name);
        }

        @Override
        public String variable(String name) {
            throw new FioException("write the value itself instead of a variable: ${" + name + "}");
        }
    }

    /**
     * Reads a job file that includes none and has no variables.
     *
     * @throws FioException with file and line
     */
    static JobText parse(String file, String text) {
        return parse(file, text, new Alone());
    }

    /**
     * Reads a job file.
     *
     * @throws FioException with file and line
     */
    public static JobText parse(String file, String text, Outside outside) {
        Parser parser = new Parser(outside);
        parser.read(file, text, 0);
        if (parser.sections.stream().allMatch(Section::global)) {
            int lines = (int) text.lines().count();
            throw at(file, Math.max(1, lines), "there is no job: add a section such as [job]");
        }
        return new JobText(file, List.copyOf(parser.sections));
    }

    static FioException at(String file, int line, String message) {
        return new FioException(file + ":" + line + ": " + message);
    }

    /** Reads a file and those that it includes into the same sections. */
    private static final class Parser {

        private final Outside outside;
        private final List<Section> sections = new ArrayList<>();

        Parser(Outside outside) {
            this.outside = outside;
        }

        void read(String file, String text, int depth) {
            int number = 0;
            for (String raw : text.lines().toList()) {
                number++;
                String line = withoutComment(raw);
                if (line.isEmpty()) {
                    continue;
                }
                try {
                    if (line.startsWith("[")) {
                        section(line, number, depth);
                    } else if (line.matches("include\\s.*")) {
                        include(file, line, depth);
                    } else {
                        String written = raw.stripLeading();
                        option(file, number, raw.length() - written.length() + 1, line);
                    }
                } catch (Unplaced e) {
                    throw at(file, number, e.message);
                }
            }
        }

        private void section(String line, int number, int depth) throws Unplaced {
            if (depth > 0) {
                throw new Unplaced("an included file has no sections: remove " + line);
            }
            if (!line.endsWith("]") || line.length() < 3) {
                throw new Unplaced("'" + line + "' is no section: write [name]");
            }
            String name = line.substring(1, line.length() - 1).strip();
            sections.add(new Section(name, number, new ArrayList<>()));
        }

        private void include(String file, String line, int depth) throws Unplaced {
            String name = line.substring("include".length()).strip();
            if (depth == INCLUDES_MAX) {
                throw new Unplaced("files include one another " + depth + " deep: " + name);
            }
            String text;
            try {
                text = outside.included(name, file);
            } catch (FioException e) {
                throw new Unplaced(String.valueOf(e.getMessage()));
            }
            requireSection(line);
            read(name, text, depth + 1);
        }

        private void option(String file, int number, int column, String line) throws Unplaced {
            requireSection(line);
            String whole = substituted(line);
            int equals = whole.indexOf('=');
            String key = equals < 0 ? whole : whole.substring(0, equals).strip();
            String value = equals < 0 ? "" : whole.substring(equals + 1).strip();
            Option option = new Option(key, value, equals < 0, file, number, column);
            sections.getLast().options().add(option);
        }

        private void requireSection(String line) throws Unplaced {
            if (sections.isEmpty()) {
                throw new Unplaced("'" + line + "' stands before the first [section]");
            }
        }

        private String substituted(String line) throws Unplaced {
            StringBuilder result = new StringBuilder();
            int from = 0;
            while (true) {
                int open = line.indexOf("${", from);
                int close = open < 0 ? -1 : line.indexOf('}', open);
                if (close < 0) {
                    return result.append(line, from, line.length()).toString();
                }
                result.append(line, from, open);
                try {
                    result.append(outside.variable(line.substring(open + 2, close)));
                } catch (FioException e) {
                    throw new Unplaced(String.valueOf(e.getMessage()));
                }
                from = close + 1;
            }
        }

        private static String withoutComment(String line) {
            int end = line.length();
            for (char c : new char[] {'#', ';'}) {
                int at = line.indexOf(c);
                end = at < 0 ? end : Math.min(end, at);
            }
            return line.substring(0, end).strip();
        }
    }

    /** What is wrong with a line, before its place is known. */
    private static final class Unplaced extends Exception {

        private static final long serialVersionUID = 1L;

        private final String message;

        Unplaced(String message) {
            super(message);
            this.message = message;
        }
    }
}

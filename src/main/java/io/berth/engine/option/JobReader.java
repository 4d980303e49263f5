package io.berth.engine.option;

import io.berth.engine.job.EngineException;
import io.berth.engine.option.Sections.Written;
import io.berth.fio.FioException;
import io.berth.fio.JobText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads jobs as fio 3.33 does, from its command line and its job files.
 *
 * <p>What differs is in the sentences of the options themselves ({@code berth engine
 * --cmdhelp=all}). An option that the engine does not have is an error, never ignored.
 */
public final class JobReader {

    private static final int ARGUMENT_COLUMNS_MAX = 60;

    private final Map<String, String> environment;
    private final LongSupplier entropy;
    private final boolean readOnly;

    /**
     * A reader.
     *
     * @param environment for {@code ${VARIABLE}} in job files
     * @param entropy base seeds for {@code randrepeat=0}
     * @param readOnly whether a job that writes is an error ({@code --readonly})
     */
    public JobReader(Map<String, String> environment, LongSupplier entropy, boolean readOnly) {
        this.environment = Map.copyOf(environment);
        this.entropy = entropy;
        this.readOnly = readOnly;
    }

    /**
     * Reads {@code --option=value}, {@code --option value} and the names of job files, {@code -}
     * for standard input.
     *
     * @throws EngineException with the argument, or file, line and column
     */
    public Reading commandLine(List<String> arguments) {
        Arguments read = new Arguments();
        read.take(arguments);
        Sections sections = read.sections;
        for (String file : read.files) {
            sections.beginFile();
            add(sections, file, text(file));
        }
        if (sections.jobs().isEmpty()) {
            throw new EngineException(
                    EngineException.Cause.JOB,
                    "there is no job: give --name=NAME and its options, or a job file");
        }
        return reading(sections);
    }

    /**
     * Reads a job file's text.
     *
     * @param file how messages call it; included files are looked for beside it
     * @throws EngineException with file, line and column
     */
    public Reading text(Path file, String text) {
        Sections sections = new Sections();
        add(sections, file.toString(), text);
        return reading(sections);
    }

    private Reading reading(Sections sections) {
        return new Assembly(sections, entropy, readOnly).reading();
    }

    private static String text(String file) {
        try {
            return file.equals("-")
                    ? new String(System.in.readAllBytes(), StandardCharsets.UTF_8)
                    : Files.readString(Path.of(file), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new EngineException(
                    EngineException.Cause.JOB, "the job file " + file + " cannot be read: " + e, e);
        }
    }

    private void add(Sections sections, String file, String text) {
        JobText parsed;
        try {
            parsed = JobText.parse(file, text, new Surroundings());
        } catch (FioException e) {
            throw new EngineException(EngineException.Cause.JOB, String.valueOf(e.getMessage()), e);
        }
        for (JobText.Section section : parsed.sections()) {
            List<Written> options = section.options().stream().map(JobReader::written).toList();
            if (section.global()) {
                sections.global(options);
            } else {
                Place place =
                        new Place(file + ":" + section.line() + ":1", "[" + section.name() + "]");
                sections.job(section.name(), place, options);
            }
        }
    }

    private static Written written(JobText.Option option) {
        Place place =
                new Place(
                        option.file() + ":" + option.line() + ":" + option.column(), option.text());
        String value = option.bare() ? null : option.value();
        return new Written(option.key(), new Value(value, place, Units.KB_BASE));
    }

    /** Included files and variables. */
    private final class Surroundings implements JobText.Outside {

        /** As fio: from the working directory, else from beside the file that includes it. */
        @Override
        public String included(String name, String from) {
            Path here = Path.of(name);
            Path beside = Path.of(from).resolveSibling(name);
            try {
                return Files.readString(Files.exists(here) ? here : beside, StandardCharsets.UTF_8);
            } catch (IOException e) {
                throw new FioException("the included file " + name + " cannot be read: " + e, e);
            }
        }

        @Override
        public String variable(String name) {
            return environment.getOrDefault(name, "");
        }
    }

    /** The command line: options before the first name are global. */
    private static final class Arguments {

        private final Sections sections = new Sections();
        private final List<String> files = new ArrayList<>();
        private @Nullable String job;
        private Place place = new Place("", "");
        private List<Written> options = new ArrayList<>();

        void take(List<String> arguments) {
            boolean onlyFiles = false;
            for (int i = 0; i < arguments.size(); i++) {
                String argument = arguments.get(i);
                if (onlyFiles || !argument.startsWith("-") || argument.equals("-")) {
                    files.add(argument);
                } else if (argument.equals("--")) {
                    onlyFiles = true;
                } else {
                    String name = argument.replaceFirst("^--?", "");
                    boolean apart =
                            name.indexOf('=') < 0
                                    && !Options.flag(name)
                                    && i + 1 < arguments.size();
                    option(name, apart ? arguments.get(++i) : null);
                }
            }
            end();
        }

        private void option(String argument, @Nullable String next) {
            int equals = argument.indexOf('=');
            String name = equals < 0 ? argument : argument.substring(0, equals);
            String text = equals < 0 ? next : argument.substring(equals + 1);
            Place here = new Place("command line", shown("--" + name, text));
            Value value = new Value(text, here, Units.KB_BASE);
            if (name.equals("name")) {
                end();
                job = value.required();
                place = here;
            }
            options.add(new Written(name, value));
        }

        private static String shown(String name, @Nullable String value) {
            String all = value == null ? name : name + "=" + value;
            return all.length() <= ARGUMENT_COLUMNS_MAX
                    ? all
                    : all.substring(0, ARGUMENT_COLUMNS_MAX - 1) + "…";
        }

        private void end() {
            if (job == null || job.startsWith("global")) {
                options.removeIf(o -> o.name().equals("name"));
                sections.global(options);
            } else {
                sections.job(job, place, options);
            }
            options = new ArrayList<>();
        }
    }
}

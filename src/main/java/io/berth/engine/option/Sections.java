package io.berth.engine.option;

import io.berth.engine.job.EngineException;
import io.berth.profile.Nearest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Gathers sections, global ones and jobs, from the command line and job files. Mutable. */
final class Sections {

    /**
     * A job's section.
     *
     * @param place of its name
     * @param written its own options as they were written
     * @param stonewall whether it begins another job file, which waits for those before
     */
    record Section(
            String name,
            Place place,
            Settings settings,
            Map<String, String> written,
            boolean stonewall) {}

    /** An option as it was written, before it is read. */
    record Written(String name, Value value) {}

    /** Options that others are read by, or that say best what a section is for. */
    private static final List<String> FIRST = List.of("kb_base", "ioengine");

    private final Settings globals = new Settings();
    private final Map<String, String> globalWritten = new LinkedHashMap<>();
    private final List<Section> jobs = new ArrayList<>();
    private boolean nextFile;

    /** Another job file begins: its first job waits for all before. */
    void beginFile() {
        nextFile = !jobs.isEmpty();
    }

    void global(List<Written> options) {
        take(globals, globalWritten, options);
    }

    void job(String name, Place place, List<Written> options) {
        Map<String, String> written = new LinkedHashMap<>();
        Settings settings = new Settings(globals);
        take(settings, written, options);
        jobs.add(new Section(name, place, settings, written, nextFile));
        nextFile = false;
    }

    List<Section> jobs() {
        return jobs;
    }

    Map<String, String> globalWritten() {
        return globalWritten;
    }

    private static void take(
            Settings settings, Map<String, String> written, List<Written> options) {
        for (String first : FIRST) {
            options.stream().filter(o -> o.name.equals(first)).forEach(o -> give(settings, o));
        }
        for (Written option : options) {
            if (!FIRST.contains(option.name)) {
                give(settings, option);
            }
            String text = option.value.text();
            written.put(option.name, text == null ? "" : text);
        }
    }

    private static void give(Settings settings, Written written) {
        Value value = new Value(written.value.text(), written.value.place(), settings.kbBase());
        Option<?> option = Options.find(written.name);
        if (option != null) {
            settings.give(option, written.name, value);
            return;
        }
        Limited limited = Options.LIMITED.get(written.name);
        if (limited == null) {
            throw unknown(written);
        }
        limited.check(value);
    }

    private static EngineException unknown(Written written) {
        return written.value
                .place()
                .error(
                        "berth's engine has no option '"
                                + written.name
                                + "'"
                                + Nearest.hint(written.name, Options.names()));
    }
}

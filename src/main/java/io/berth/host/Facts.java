package io.berth.host;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * One section of facts: a value by name, "absent" where the host has none, or why it is unknown.
 */
final class Facts {

    static final String ABSENT = "absent";

    private static final Duration COMMAND_LIMIT = Duration.ofSeconds(15);
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final SortedMap<String, String> byName = new TreeMap<>();

    SortedMap<String, String> asMap() {
        return byName;
    }

    Facts put(String name, String value) {
        byName.put(name, value);
        return this;
    }

    /** A value that may fail to be found, for whatever reason a library has. */
    Facts put(String name, Supplier<String> value) {
        try {
            return put(name, value.get());
        } catch (RuntimeException | LinkageError e) {
            return put(name, "not readable: " + e);
        }
    }

    /** The text of a small file, in one line. */
    Facts file(String name, Path file) {
        return put(name, read(file));
    }

    /** A file of a directory, by its own name, for each name. */
    Facts files(Path directory, String... names) {
        for (String name : names) {
            file(name, directory.resolve(name));
        }
        return this;
    }

    /** What a command prints as JSON, compact. */
    Facts json(String name, String... argv) {
        try {
            Commands.Output output = Commands.run(COMMAND_LIMIT, List.of(argv));
            return put(
                    name,
                    output.ok()
                            ? JSON.readTree(output.stdout()).toString()
                            : "not readable: " + oneLine(output.stderr()));
        } catch (HostException | JacksonException e) {
            return put(name, "not readable: " + oneLine(String.valueOf(e.getMessage())));
        }
    }

    static String read(Path file) {
        // Not Files.readString: it asks a file without a length, as all of /proc are, for one byte
        // first, and the numbers of /proc/sys give their text to the first read only.
        try (InputStream in = Files.newInputStream(file)) {
            return oneLine(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (NoSuchFileException e) {
            return ABSENT;
        } catch (IOException e) {
            // Such as EINVAL of a queue attribute that the driver does not have.
            return "not readable: " + Storage.reason(e);
        }
    }

    private static String oneLine(String text) {
        return text.strip().replaceAll("\\s*\\n\\s*", "; ");
    }
}

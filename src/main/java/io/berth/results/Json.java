package io.berth.results;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.berth.units.Durations;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;
import tools.jackson.core.util.Separators;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.InjectableValues;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.deser.std.StdDeserializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.std.StdSerializer;

/**
 * The JSON of a run directory: snake_case keys in the records' order, all of them always there but
 * those of one layer only ({@link OfLayer}), UTF-8, {@code \n}. Durations are written as fio users
 * write them ({@code 90s}), paths as plain text, instants in ISO 8601 UTC. Reading is strict: an
 * unknown, missing or repeated key and text after the end are errors.
 */
public final class Json {

    private static final JsonMapper MAPPER = build();
    private static final DefaultPrettyPrinter INDENTED = printer();

    private Json() {}

    /** The one mapper; writes one line. */
    public static JsonMapper mapper() {
        return MAPPER;
    }

    /** The value as an indented text with a newline at its end, as files hold it. */
    public static String text(Object value) {
        return MAPPER.writer().with(INDENTED).writeValueAsString(value) + "\n";
    }

    /**
     * Reads a file.
     *
     * @throws ResultsException naming file, line and column, if it is missing or not as expected
     */
    public static <T> T read(Path file, Class<T> type) {
        String text;
        try {
            text = Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new ResultsException(file + ": cannot be read: " + Disk.reason(e), e);
        }
        try {
            T value = MAPPER.readValue(text, type);
            if (value == null) {
                throw new ResultsException(file + ": holds null where a " + name(type) + " is due");
            }
            return value;
        } catch (JacksonException e) {
            throw new ResultsException(file + ": " + explain(type, e), e);
        }
    }

    /**
     * Reads a file whose {@code schema_version} must be this one.
     *
     * @throws ResultsException if it is another, or as for {@link #read}
     */
    public static <T> T readVersion(Path file, Class<T> type, int version) {
        JsonNode found = read(file, JsonNode.class).path("schema_version");
        if (!found.isInt() || found.intValue() != version) {
            throw new ResultsException(
                    file
                            + ": has "
                            + (found.isMissingNode() ? "no schema_version" : "version " + found)
                            + " where this berth reads version "
                            + version
                            + "; use the berth that wrote it (environment.json names it)");
        }
        return read(file, type);
    }

    /**
     * Writes a raw file: whole or not at all, on stable storage when this returns.
     *
     * @throws ResultsException if the file is there already, or cannot be written
     */
    public static void write(Path file, Object value) {
        Disk.writeNew(file, text(value));
    }

    /**
     * Writes a derived file in place of what is there, in one step.
     *
     * @throws ResultsException if it cannot be written
     */
    public static void replace(Path file, Object value) {
        Disk.replace(file, text(value));
    }

    /** What is wrong with a text that is no such value: line, column, path of keys. */
    static String explain(Class<?> type, JacksonException e) {
        var at = e.getLocation();
        String where =
                at == null || at.getLineNr() < 1
                        ? ""
                        : "line " + at.getLineNr() + ", column " + at.getColumnNr() + ": ";
        String keys = keys(e);
        return where
                + "is no "
                + name(type)
                + " of this version: "
                + (keys.isEmpty() ? "" : keys + ": ")
                + message(e);
    }

    /** What is wrong, without the names of Jackson's switches. */
    static String message(JacksonException e) {
        return e.getOriginalMessage()
                .replaceAll("; `DeserializationFeature[^`]*` enabled", "")
                .replaceAll(" \\(set `DeserializationFeature[^)]*\\)", "");
    }

    /** The path of keys to where it is wrong: {@code cases[0].disk.cache}. */
    private static String keys(JacksonException e) {
        StringBuilder keys = new StringBuilder();
        for (JacksonException.Reference step : e.getPath()) {
            if (step.getPropertyName() == null) {
                keys.append('[').append(step.getIndex()).append(']');
            } else {
                keys.append(keys.isEmpty() ? "" : ".").append(step.getPropertyName());
            }
        }
        return keys.toString();
    }

    private static String name(Class<?> type) {
        return type.getSimpleName();
    }

    private static JsonMapper build() {
        SimpleModule texts = new SimpleModule("berth-texts");
        texts.addSerializer(Duration.class, new DurationText());
        texts.addDeserializer(Duration.class, new TextDuration());
        texts.addSerializer(Path.class, new PathText());
        texts.addDeserializer(Path.class, new TextPath());
        return JsonMapper.builder()
                .addModule(texts)
                .injectableValues(new InjectableValues.Std().addValue("absent", null))
                .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
                .disable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
                .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
                .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .changeDefaultPropertyInclusion(
                        ignored ->
                                JsonInclude.Value.construct(
                                        JsonInclude.Include.ALWAYS, JsonInclude.Include.ALWAYS))
                .build();
    }

    private static DefaultPrettyPrinter printer() {
        DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
        Separators afterKeys =
                Separators.createDefaultInstance()
                        .withObjectNameValueSpacing(Separators.Spacing.AFTER);
        return new DefaultPrettyPrinter(afterKeys)
                .withObjectIndenter(indenter)
                .withArrayIndenter(indenter);
    }

    private static final class DurationText extends StdSerializer<Duration> {
        DurationText() {
            super(Duration.class);
        }

        @Override
        public void serialize(Duration value, JsonGenerator json, SerializationContext context) {
            json.writeString(Durations.exact(value));
        }
    }

    private static final class TextDuration extends StdDeserializer<Duration> {
        TextDuration() {
            super(Duration.class);
        }

        @Override
        public Duration deserialize(JsonParser json, DeserializationContext context) {
            String text = json.getString();
            try {
                return Durations.parse(text);
            } catch (IllegalArgumentException e) {
                throw context.weirdStringException(text, Duration.class, e.getMessage());
            }
        }
    }

    private static final class PathText extends StdSerializer<Path> {
        PathText() {
            super(Path.class);
        }

        @Override
        public void serialize(Path value, JsonGenerator json, SerializationContext context) {
            json.writeString(value.toString());
        }
    }

    private static final class TextPath extends StdDeserializer<Path> {
        TextPath() {
            super(Path.class);
        }

        @Override
        public Path deserialize(JsonParser json, DeserializationContext context) {
            return Path.of(json.getString());
        }
    }
}

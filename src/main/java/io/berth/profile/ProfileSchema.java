package io.berth.profile;

import static io.berth.profile.ValueType.ordered;

import io.berth.profile.Key.Section;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;
import tools.jackson.databind.json.JsonMapper;

/**
 * The JSON Schema of profiles (draft 2020-12), generated from the table of keys, for completion in
 * editors. berth itself does not validate by it: the reader knows places and reasons.
 */
public final class ProfileSchema {

    private ProfileSchema() {}

    /** The schema as the text of {@code profiles/profile.schema.json}. */
    public static String json() {
        DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
        return JsonMapper.builder()
                        .build()
                        .writer()
                        .with(
                                new DefaultPrettyPrinter()
                                        .withObjectIndenter(indenter)
                                        .withArrayIndenter(indenter))
                        .writeValueAsString(schema())
                + "\n";
    }

    private static Map<String, Object> schema() {
        Map<String, Object> schema =
                ordered(
                        "$schema",
                        "https://json-schema.org/draft/2020-12/schema",
                        "title",
                        "berth profile",
                        "description",
                        "What to measure: disks, guests, workloads, and what they must reach.");
        schema.putAll(section(Section.TOP));
        schema.put(
                "oneOf",
                List.of(
                        ordered("required", List.of("disk")),
                        ordered("required", List.of("disks"))));
        schema.put(
                "anyOf",
                List.of(
                        ordered("required", List.of("workloads")),
                        ordered("required", List.of("operations"))));
        schema.put(
                "$defs",
                ordered(
                        "disk",
                        section(Section.DISK),
                        "workload",
                        workload(),
                        "operation",
                        operation(),
                        "factors",
                        factors(false),
                        "factorsOrLists",
                        factors(true)));
        return schema;
    }

    private static Map<String, Object> section(Section section) {
        Map<String, Object> properties = new LinkedHashMap<>();
        List<String> required = new ArrayList<>();
        for (Key key : Keys.of(section).values()) {
            properties.put(key.name(), documented(key, value(key)));
            if (key.required()) {
                required.add(key.name());
            }
        }
        Map<String, Object> schema =
                ordered("type", "object", "properties", properties, "additionalProperties", false);
        if (!required.isEmpty()) {
            schema.put("required", required);
        }
        return schema;
    }

    private static Map<String, Object> value(Key key) {
        ValueType type = key.type();
        if (key.factor().equals("storage")) {
            return orList(orList(key.value().schema()));
        }
        if (type != null) {
            return key.axis() ? orList(type.schema()) : new LinkedHashMap<>(type.schema());
        }
        return switch (key.name()) {
            case "disk" -> ordered("$ref", "#/$defs/disk");
            case "disks" ->
                    ordered(
                            "type",
                            "array",
                            "items",
                            ordered("$ref", "#/$defs/disk"),
                            "minItems",
                            1,
                            "maxItems",
                            1);
            case "backing" -> section(Section.BACKING);
            case "options" -> section(Section.OPTIONS);
            case "guest" -> section(Section.GUEST);
            case "measure" -> section(Section.MEASURE);
            case "objective" -> section(Section.OBJECTIVE);
            case "workloads" -> list("#/$defs/workload");
            case "operations" -> list("#/$defs/operation");
            case "include" -> list("#/$defs/factors");
            case "exclude" -> list("#/$defs/factorsOrLists");
            default -> throw new IllegalStateException("no schema for " + key.factor());
        };
    }

    private static Map<String, Object> orList(Map<String, Object> value) {
        return ordered(
                "anyOf", List.of(value, ordered("type", "array", "items", value, "minItems", 1)));
    }

    private static Map<String, Object> list(String reference) {
        return ordered("type", "array", "items", ordered("$ref", reference), "minItems", 1);
    }

    private static Map<String, Object> documented(Key key, Map<String, Object> value) {
        Map<String, Object> documented = ordered("description", key.doc());
        @Nullable String byDefault = key.byDefault();
        if (byDefault != null) {
            documented.put("default", byDefault);
        }
        documented.putAll(value);
        return documented;
    }

    private static Map<String, Object> workload() {
        Map<String, Object> schema = section(Section.WORKLOAD);
        schema.put(
                "oneOf",
                List.of(ordered("required", List.of("rw")), ordered("required", List.of("file"))));
        return schema;
    }

    /** A word for one without parameters, or a mapping. */
    private static Map<String, Object> operation() {
        return ordered(
                "anyOf",
                List.of(
                        Keys.key(Section.OPERATION, "name").value().schema(),
                        section(Section.OPERATION)));
    }

    private static Map<String, Object> factors(boolean lists) {
        Map<String, Object> properties = new LinkedHashMap<>();
        Keys.factors()
                .forEach(
                        (factor, key) -> {
                            Map<String, Object> value = key.value().schema();
                            properties.put(factor, documented(key, lists ? orList(value) : value));
                        });
        return ordered(
                "type",
                "object",
                "properties",
                properties,
                "additionalProperties",
                false,
                "minProperties",
                1);
    }
}

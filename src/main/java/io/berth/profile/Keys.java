package io.berth.profile;

import io.berth.profile.Key.Section;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The table of all keys that a profile may have, and of those that it may not, with the reason. */
final class Keys {

    /** The keys of each section that a profile may not have, and what to do instead. */
    private static final Map<Section, Map<String, String>> REFUSED =
            Map.of(
                    Section.TOP, TopKeys.REFUSED,
                    Section.DISK, DiskKeys.REFUSED,
                    Section.OPTIONS, OptionKeys.REFUSED,
                    Section.WORKLOAD, WorkloadKeys.REFUSED);

    private static final Map<Section, Map<String, Key>> BY_NAME = byName();

    private Keys() {}

    /** A section's keys by name, in the table's order. */
    static Map<String, Key> of(Section section) {
        return BY_NAME.getOrDefault(section, Map.of());
    }

    /** The key of this name, which the table must have. */
    static Key key(Section section, String name) {
        Key key = of(section).get(name);
        if (key == null) {
            throw new IllegalArgumentException("no key " + section.prefix() + name);
        }
        return key;
    }

    /** Why a key may not be given, if it is one that is known and refused. */
    static Optional<String> refused(Section section, String name) {
        return Optional.ofNullable(REFUSED.getOrDefault(section, Map.of()).get(name));
    }

    /** The keys that factors are named by, in the order of the table: {@code disk.cache} … */
    static Map<String, Key> factors() {
        Map<String, Key> factors = new LinkedHashMap<>();
        factors.put("storage", key(Section.TOP, "storage"));
        factors.put("layer", key(Section.TOP, "layers"));
        for (Section section :
                List.of(Section.DISK, Section.BACKING, Section.OPTIONS, Section.GUEST)) {
            of(section).values().stream()
                    .filter(key -> key.type() != null)
                    .forEach(key -> factors.put(key.factor(), key));
        }
        factors.put("page_cache", key(Section.TOP, "page_cache"));
        of(Section.OPERATION).values().forEach(key -> factors.put(key.factor(), key));
        of(Section.WORKLOAD).values().stream()
                .filter(key -> !key.name().equals("file"))
                .forEach(key -> factors.put(key.factor(), key));
        factors.put("guests", key(Section.TOP, "guests"));
        return factors;
    }

    private static Map<Section, Map<String, Key>> byName() {
        Map<Section, Map<String, Key>> sections = new LinkedHashMap<>();
        Stream.of(
                        TopKeys.TOP,
                        DiskKeys.DISK,
                        DiskKeys.BACKING,
                        OptionKeys.ALL,
                        TopKeys.GUEST,
                        OperationKeys.ALL,
                        TopKeys.MEASURE,
                        ObjectiveKeys.ALL,
                        WorkloadKeys.ALL)
                .flatMap(List::stream)
                .forEach(
                        key ->
                                sections.computeIfAbsent(key.section(), s -> new LinkedHashMap<>())
                                        .put(key.name(), key));
        return sections;
    }
}

package io.berth.profile;

import io.berth.profile.Key.Section;
import io.berth.profile.Profile.Measure;
import io.berth.profile.Profile.Objective;
import io.berth.profile.Profile.Operation;
import io.berth.profile.Profile.Selection;
import io.berth.profile.Profile.Storage;
import io.berth.profile.Profile.Workload;
import io.berth.units.Durations;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A profile on its way from the YAML tree to records, section by section. */
final class ProfileTree {

    /** Where images are made if nobody says otherwise, under the current directory. */
    private static final String STORAGE = "work";

    private final Problems problems;
    private final SectionReader sections;
    private final String file;
    private final String text;
    private final Path directory;

    private String name = "";
    private @Nullable String purpose;
    private List<Storage> storage = List.of();
    private List<Layer> layers = List.of();
    private List<Axis> disk = List.of();
    private List<Axis> guest = List.of();
    private List<Integer> guests = List.of();
    private List<Workload> workloads = List.of();
    private List<Operation> operations = List.of();
    private @Nullable Axis pageCache;
    private @Nullable Measure measure;
    private @Nullable Objective objective;
    private List<Selection> include = List.of();
    private List<Selection> exclude = List.of();

    /**
     * @param directory what the profile's paths are relative to
     */
    ProfileTree(Problems problems, String file, String text, Path directory) {
        this.problems = problems;
        this.sections = new SectionReader(problems);
        this.file = file;
        this.text = text;
        this.directory = directory;
    }

    /** The profile, if {@link #read} noted no problem. */
    Profile profile() {
        if (pageCache == null || measure == null) {
            throw new IllegalStateException("a profile without problems is complete");
        }
        return new Profile(
                name,
                purpose,
                file,
                text,
                storage,
                layers,
                disk,
                guest,
                guests,
                workloads,
                operations,
                pageCache,
                measure,
                objective,
                include,
                exclude);
    }

    void read(Node root) {
        Map<String, Node.Entry> top = sections.entries(Section.TOP, root, true);
        if (!(root instanceof Node.Mapping)) {
            return;
        }
        value(Section.TOP, "name", top).ifPresent(value -> name = value);
        purpose = value(Section.TOP, "purpose", top).orElse(null);
        storage = storage(top.get("storage"));
        Map<String, Node.Entry> others = new HashMap<>(top);
        others.remove("storage");
        List<Axis> axes = sections.axes(Section.TOP, others, root.at());
        layers =
                valuesOf(axes, "layers").stream()
                        .flatMap(word -> Word.find(Layer.class, word).stream())
                        .toList();
        guests = valuesOf(axes, "guests").stream().map(Integer::valueOf).toList();
        pageCache =
                axes.stream().filter(a -> a.factor().equals("page_cache")).findAny().orElse(null);
        disk = new DiskReader(problems).read(top, root);
        guest = guest(top.get("guest"), root);
        if (top.containsKey("workloads")) {
            workloads = new WorkloadReader(problems, directory).read(top.get("workloads"));
        }
        if (top.containsKey("operations")) {
            operations = new OperationReader(problems).read(top.get("operations"));
        }
        if (!top.containsKey("workloads") && !top.containsKey("operations")) {
            problems.add(
                    root.at(),
                    "a profile needs workloads: [{name: randread, rw: randread}] or operations:"
                            + " [create]");
        }
        Map<String, String> measuring = scalars(Section.MEASURE, top.get("measure"));
        measure = measure(measuring);
        RateCheck.check(workloads, measure, problems);
        objective = objective(top.get("objective"));
        selections(top);
    }

    private static List<String> valuesOf(List<Axis> axes, String factor) {
        return axes.stream()
                .filter(axis -> axis.factor().equals(factor))
                .flatMap(axis -> axis.values().stream())
                .toList();
    }

    private Optional<String> value(Section section, String name, Map<String, Node.Entry> entries) {
        Node.Entry entry = entries.get(name);
        return entry == null ? Optional.empty() : sections.value(Keys.key(section, name), entry);
    }

    private List<Storage> storage(Node.@Nullable Entry entry) {
        if (entry == null) {
            return List.of(new Storage(STORAGE, Path.of(STORAGE).toAbsolutePath().normalize()));
        }
        return new StorageReader(problems, directory).read(entry);
    }

    private List<Axis> guest(Node.@Nullable Entry entry, Node root) {
        return entry == null
                ? sections.axes(Section.GUEST, Map.of(), root.at())
                : sections.axes(
                        Section.GUEST,
                        sections.entries(Section.GUEST, entry.value(), false),
                        entry.at());
    }

    /** The values of a section without axes: those written, and the defaults of the others. */
    private Map<String, String> scalars(Section section, Node.@Nullable Entry entry) {
        Map<String, Node.Entry> entries =
                entry == null ? Map.of() : sections.entries(section, entry.value(), false);
        Map<String, String> values = new HashMap<>();
        for (Key key : Keys.of(section).values()) {
            if (key.byDefault() != null) {
                values.put(key.name(), key.byDefault());
            }
            value(section, key.name(), entries).ifPresent(value -> values.put(key.name(), value));
        }
        return values;
    }

    private static Measure measure(Map<String, String> values) {
        return new Measure(
                Durations.parse(get(values, "ramp_time")),
                Durations.parse(get(values, "runtime")),
                Integer.parseInt(get(values, "blocks")),
                Long.parseLong(get(values, "seed")),
                ValueType.Share.fraction(get(values, "smallest_effect")));
    }

    private static String get(Map<String, String> values, String key) {
        String value = values.get(key);
        if (value == null) {
            throw new IllegalStateException("measure." + key + " has no default");
        }
        return value;
    }

    private @Nullable Objective objective(Node.@Nullable Entry entry) {
        if (entry == null) {
            return null;
        }
        Map<String, Node.Entry> entries = sections.entries(Section.OBJECTIVE, entry.value(), false);
        if (entry.value() instanceof Node.Mapping mapping && mapping.entries().isEmpty()) {
            problems.add(entry.at(), "objective is empty: write read.p99: 20ms");
        }
        SortedMap<String, Duration> latency = new TreeMap<>();
        SortedMap<String, Position> at = new TreeMap<>();
        Map<String, String> values = scalars(entries);
        entries.forEach((key, written) -> at.put(key, written.at()));
        values.forEach(
                (key, value) -> {
                    if (!key.equals("achieved")) {
                        latency.put(key, Durations.parse(value));
                    }
                });
        String achieved = values.get("achieved");
        Double share = achieved == null ? null : ValueType.Share.fraction(achieved);
        Objective found = new Objective(latency, share, at);
        if (measure != null && !workloads.isEmpty()) {
            new ObjectiveReader(problems).check(found, workloads, measure.runtime());
        }
        return found;
    }

    private Map<String, String> scalars(Map<String, Node.Entry> entries) {
        Map<String, String> values = new TreeMap<>();
        entries.forEach(
                (key, entry) ->
                        value(Section.OBJECTIVE, key, entries)
                                .ifPresent(value -> values.put(key, value)));
        return values;
    }

    private void selections(Map<String, Node.Entry> top) {
        Map<String, List<String>> declared = new HashMap<>();
        if (!workloads.isEmpty()) {
            declared.put("workload.name", workloads.stream().map(Workload::name).toList());
        }
        if (!storage.isEmpty()) {
            declared.put("storage", storage.stream().map(Storage::written).toList());
        }
        SelectionReader reader = new SelectionReader(problems);
        if (top.containsKey("include")) {
            include = reader.read("include", top.get("include"), false, declared);
        }
        if (top.containsKey("exclude")) {
            exclude = reader.read("exclude", top.get("exclude"), true, declared);
        }
    }
}

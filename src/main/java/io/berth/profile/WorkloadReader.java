package io.berth.profile;

import io.berth.profile.Key.Section;
import io.berth.profile.Profile.JobFile;
import io.berth.profile.Profile.Workload;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads {@code workloads}: options inline, or job files of the user's own. */
final class WorkloadReader {

    private static final long JOB_FILE_BYTES_MAX = 1 << 20;
    private static final Set<String> BESIDE_FILE = Set.of("name", "file", "ramp_time", "runtime");
    private static final Set<String> MIXED = Set.of("rw", "randrw");

    private final Problems problems;
    private final SectionReader sections;
    private final Path directory;

    /**
     * @param directory what job files are relative to
     */
    WorkloadReader(Problems problems, Path directory) {
        this.problems = problems;
        this.sections = new SectionReader(problems);
        this.directory = directory;
    }

    List<Workload> read(Node.Entry entry) {
        if (!(entry.value() instanceof Node.Items list)) {
            problems.add(
                    entry.value() instanceof Node.Mapping ? entry.value().at() : entry.at(),
                    "workloads takes a list, not "
                            + entry.value().kind()
                            + ": - {name: randread, rw: randread}");
            return List.of();
        }
        if (list.items().isEmpty()) {
            problems.add(list.at(), "workloads is an empty list: give at least one workload");
        }
        Map<String, Workload> workloads = new LinkedHashMap<>();
        for (Node item : list.items()) {
            workload(item)
                    .ifPresent(
                            workload -> {
                                Workload before = workloads.putIfAbsent(workload.name(), workload);
                                if (before != null) {
                                    problems.add(
                                            workload.at(),
                                            "two workloads are named '%s': the first on line %d"
                                                    .formatted(
                                                            workload.name(), before.at().line()));
                                }
                            });
        }
        return List.copyOf(workloads.values());
    }

    private Optional<Workload> workload(Node item) {
        Map<String, Node.Entry> entries = sections.entries(Section.WORKLOAD, item, true);
        Node.Entry nameEntry = entries.get("name");
        Optional<String> name = Optional.empty();
        if (nameEntry != null) {
            name = sections.value(Keys.key(Section.WORKLOAD, "name"), nameEntry);
        }
        List<Axis> axes = new ArrayList<>(sections.axes(Section.WORKLOAD, entries, item.at()));
        JobFile jobFile = null;
        Node.Entry file = entries.get("file");
        if (file != null) {
            besideFile(entries);
            axes.removeIf(axis -> !BESIDE_FILE.contains(axis.key()));
            jobFile = jobFile(file);
        } else if (item instanceof Node.Mapping) {
            inline(entries, axes, item.at());
        }
        if (name.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Workload(name.get(), jobFile, axes, item.at()));
    }

    private void besideFile(Map<String, Node.Entry> entries) {
        entries.forEach(
                (key, entry) -> {
                    if (!BESIDE_FILE.contains(key)) {
                        problems.add(
                                entry.at(),
                                key + " stands beside file: write it into the job file instead");
                    }
                });
    }

    private void inline(Map<String, Node.Entry> entries, List<Axis> axes, Position at) {
        if (!entries.containsKey("rw")) {
            problems.add(at, "a workload needs rw (randread, randrw …) or file");
        }
        Node.Entry split = entries.get("bssplit");
        if (split != null) {
            if (entries.containsKey("bs")) {
                problems.add(split.at(), "bssplit stands beside bs: remove one of them");
            }
            axes.removeIf(axis -> axis.key().equals("bs"));
        }
        Map<String, Axis> byKey = axes.stream().collect(Collectors.toMap(Axis::key, axis -> axis));
        List<String> mixed = values(byKey.get("rw")).stream().filter(MIXED::contains).toList();
        if (!mixed.isEmpty()) {
            singleRate(mixed.getFirst(), byKey.get("rate_iops"), byKey.get("rwmixread"));
            singleRate(mixed.getFirst(), byKey.get("rate"), null);
        }
    }

    /** One rate counts for each direction in fio, so on mixed rw it would be offered twice. */
    private void singleRate(String rw, @Nullable Axis rates, @Nullable Axis mix) {
        Optional<String> single =
                values(rates).stream().filter(rate -> !rate.contains(",")).findFirst();
        if (rates == null || single.isEmpty()) {
            return;
        }
        String pair = "reads,writes";
        if (rates.key().equals("rate_iops")) {
            long rate = Long.parseLong(single.get());
            // fio's default of rwmixread is 50.
            long percent = mix == null ? 50 : Long.parseLong(mix.values().getFirst());
            long reads = Math.clamp(Math.round(rate * percent / 100.0), 1, Math.max(1, rate - 1));
            pair = reads + "," + Math.max(1, rate - reads);
        }
        problems.add(
                rates.at(),
                "fio takes %s=%s for reads and again for writes of rw=%s: write %s: \"%s\""
                        .formatted(rates.key(), single.get(), rw, rates.key(), pair));
    }

    private static List<String> values(@Nullable Axis axis) {
        return axis == null ? List.of() : axis.values();
    }

    private @Nullable JobFile jobFile(Node.Entry entry) {
        Optional<String> name = sections.value(Keys.key(Section.WORKLOAD, "file"), entry);
        if (name.isEmpty()) {
            return null;
        }
        Position at = entry.value().at();
        Path file = directory.resolve(name.get());
        if (!Files.isRegularFile(file)) {
            problems.add(at, "no job file " + file + ": file is relative to the profile");
            return null;
        }
        try {
            if (Files.size(file) > JOB_FILE_BYTES_MAX) {
                problems.add(at, file + " is larger than 1 MiB: no job file");
                return null;
            }
            String text = Files.readString(file, StandardCharsets.UTF_8);
            if (text.lines().noneMatch(line -> line.strip().startsWith("["))) {
                problems.add(at, file + " has no [job] section: it is no fio job file");
            }
            return new JobFile(name.get(), text);
        } catch (CharacterCodingException e) {
            problems.add(at, file + " is not UTF-8 text");
        } catch (IOException e) {
            problems.add(at, "cannot read " + file + ": " + e.getMessage());
        }
        return null;
    }
}

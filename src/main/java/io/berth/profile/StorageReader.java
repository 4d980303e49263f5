package io.berth.profile;

import io.berth.profile.Key.Section;
import io.berth.profile.Profile.Storage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads {@code storage}: directories or block devices, one by one or several together. */
final class StorageReader {

    private static final Key KEY = Keys.key(Section.TOP, "storage");

    private final Problems problems;
    private final SectionReader sections;
    private final Path directory;

    /**
     * @param directory what the profile's paths are relative to
     */
    StorageReader(Problems problems, Path directory) {
        this.problems = problems;
        this.sections = new SectionReader(problems);
        this.directory = directory;
    }

    /** The places, in the profile's order; those that are wrong are absent. */
    List<Storage> read(Node.Entry entry) {
        if (!(entry.value() instanceof Node.Items list)) {
            return place(List.of(entry.value()), entry.at()).stream().toList();
        }
        if (list.items().isEmpty()) {
            problems.add(list.at(), "storage is an empty list: give at least one directory");
        }
        List<Storage> places = new ArrayList<>();
        for (Node item : list.items()) {
            List<Node> paths = item instanceof Node.Items spread ? spread.items() : List.of(item);
            if (paths.isEmpty()) {
                problems.add(item.at(), "an empty list in storage: give at least one directory");
                continue;
            }
            place(paths, item.at()).ifPresent(place -> add(place, item.at(), places));
        }
        return List.copyOf(places);
    }

    private void add(Storage place, Position at, List<Storage> places) {
        if (places.stream().anyMatch(p -> p.written().equals(place.written()))) {
            problems.add(at, "storage has " + place.written() + " twice");
        } else {
            places.add(place);
        }
    }

    private Optional<Storage> place(List<Node> nodes, Position at) {
        List<String> written = new ArrayList<>();
        List<Path> paths = new ArrayList<>();
        for (Node node : nodes) {
            Optional<String> path = sections.value(KEY, new Node.Entry(at, node));
            if (path.isEmpty()) {
                return Optional.empty();
            }
            Path absolute = directory.resolve(path.get()).normalize();
            if (paths.contains(absolute)) {
                problems.add(node.at(), "storage is spread over " + path.get() + " twice");
                return Optional.empty();
            }
            written.add(path.get());
            paths.add(absolute);
        }
        long devices = paths.stream().filter(Storage::isDevice).count();
        if (devices > 0 && devices < paths.size()) {
            problems.add(
                    at,
                    "directories and block devices together: spread guests over the one or the"
                            + " other");
            return Optional.empty();
        }
        return Optional.of(
                devices > 0
                        ? Storage.devices(paths)
                        : new Storage(String.join(Storage.AND, written), paths, false));
    }
}

package io.berth.plan;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Where the disks of a case lie: in directories, among which the guests' images are spread in turn,
 * or on host block devices, one for each guest.
 *
 * @param paths absolute; at least one
 * @param devices whether they are block devices
 */
public record Place(List<Path> paths, boolean devices) {

    public Place {
        paths = List.copyOf(paths);
        if (paths.isEmpty()) {
            throw new IllegalArgumentException("a place without a path");
        }
    }

    /** One directory. */
    public static Place directory(Path directory) {
        return new Place(List.of(directory), false);
    }

    /**
     * The directory or the device of a guest, from 1.
     *
     * @throws IllegalArgumentException if there are fewer devices than guests
     */
    public Path of(int guest) {
        if (devices && guest > paths.size()) {
            throw new IllegalArgumentException(
                    "guest " + guest + " of " + paths.size() + " devices");
        }
        return paths.get((guest - 1) % paths.size());
    }

    /** The paths, with " + " between them. */
    public String text() {
        return paths.stream().map(Path::toString).collect(Collectors.joining(" + "));
    }
}

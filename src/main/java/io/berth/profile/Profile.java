package io.berth.profile;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a person wants to know, as they wrote it and found valid.
 *
 * @param file where it was read from, as the caller named it
 * @param text the file, whole
 * @param disk every disk factor, defaults included, in the order of the key table
 * @param guest every guest factor, defaults included
 * @param guests the ladder of guest counts
 * @param workloads may be empty if there are operations
 * @param pageCache the state of the host's page cache before each case
 * @param include combinations to add or to extend, in order
 * @param exclude combinations to leave out, in order
 */
public record Profile(
        String name,
        @Nullable String purpose,
        String file,
        String text,
        List<Storage> storage,
        List<Layer> layers,
        List<Axis> disk,
        List<Axis> guest,
        List<Integer> guests,
        List<Workload> workloads,
        List<Operation> operations,
        Axis pageCache,
        Measure measure,
        @Nullable Objective objective,
        List<Selection> include,
        List<Selection> exclude) {

    /**
     * The storage under test.
     *
     * @param written as the profile or the command line names it, which is its value as a factor;
     *     several paths with " + " between them
     * @param paths the same, absolute: directories among which the guests' disks are spread, or
     *     block devices, one for each guest
     * @param devices whether they are block devices
     */
    public record Storage(String written, List<Path> paths, boolean devices) {

        /** What stands between several paths. */
        public static final String AND = " + ";

        private static final Path DEVICES = Path.of("/dev");
        private static final Path SHARED_MEMORY = DEVICES.resolve("shm");

        /** One directory. */
        public Storage(String written, Path directory) {
            this(written, List.of(directory), false);
        }

        /** Block devices, whose names as a factor are absolute. */
        static Storage devices(List<Path> paths) {
            return new Storage(
                    paths.stream().map(Path::toString).collect(Collectors.joining(AND)),
                    paths,
                    true);
        }

        /** Whether a path is one of a device: under /dev, but not in the tmpfs there. */
        static boolean isDevice(Path path) {
            return path.startsWith(DEVICES)
                    && !path.equals(DEVICES)
                    && !path.startsWith(SHARED_MEMORY);
        }

        /** How many devices a storage of this name has; 0 if it is of directories. */
        public static int deviceCount(String written) {
            List<String> paths = List.of(written.split(Pattern.quote(AND), -1));
            return isDevice(Path.of(paths.getFirst())) ? paths.size() : 0;
        }
    }

    /**
     * One entry of {@code workloads}.
     *
     * @param jobFile the user's own job; null if the workload is inline
     * @param axes its fio options, factors named {@code workload.iodepth}; those written, and the
     *     few that always apply
     */
    public record Workload(String name, @Nullable JobFile jobFile, List<Axis> axes, Position at) {

        /** The axis of a key ({@code rw}), if the workload has one. */
        public Optional<Axis> axis(String key) {
            return axes.stream().filter(axis -> axis.key().equals(key)).findAny();
        }
    }

    /**
     * One entry of {@code operations}.
     *
     * @param axes its parameters, factors named {@code operation.to}; those written
     */
    public record Operation(OperationKind kind, List<Axis> axes, Position at) {}

    /**
     * A fio job file of the user's own.
     *
     * @param file its name as the profile gives it
     * @param text the file, whole
     */
    public record JobFile(String file, String text) {}

    /**
     * How it is measured.
     *
     * @param smallestEffect the smallest relative difference that matters, 0 to 1
     */
    public record Measure(
            Duration rampTime, Duration runtime, int blocks, long seed, double smallestEffect) {}

    /**
     * What each guest must get.
     *
     * @param latency the largest latency by {@code op.percentile}
     * @param achievedShare the smallest share of the offered rate, 0 to 1
     * @param at where each of them is written, by its key
     */
    public record Objective(
            SortedMap<String, Duration> latency,
            @Nullable Double achievedShare,
            SortedMap<String, Position> at) {}

    /**
     * One item of {@code include} or {@code exclude}.
     *
     * @param factors the values by dotted factor; in an exclude item several mean any of them
     */
    public record Selection(SortedMap<String, List<String>> factors, Position at) {}

    /** The same profile on another directory or block device, given on the command line. */
    public Profile withStorage(Path path) {
        Path absolute = path.toAbsolutePath().normalize();
        return new Profile(
                name,
                purpose,
                file,
                text,
                List.of(
                        Storage.isDevice(absolute)
                                ? Storage.devices(List.of(absolute))
                                : new Storage(path.toString(), absolute)),
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
}

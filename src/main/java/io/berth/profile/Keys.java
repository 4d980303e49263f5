package io.berth.profile;

import static io.berth.profile.Key.axis;
import static io.berth.profile.Key.scalar;
import static io.berth.profile.Key.structure;

import io.berth.profile.Key.Section;
import io.berth.profile.ValueType.Count;
import io.berth.profile.ValueType.FileName;
import io.berth.profile.ValueType.Flag;
import io.berth.profile.ValueType.Name;
import io.berth.profile.ValueType.Shape;
import io.berth.profile.ValueType.Share;
import io.berth.profile.ValueType.Size;
import io.berth.profile.ValueType.Time;
import io.berth.profile.ValueType.Without;
import io.berth.profile.ValueType.Words;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The table of all keys that a profile may have, and of those that it may not, with the reason. */
final class Keys {

    /** The most guests of a rung. */
    static final int GUESTS_MAX = 512;

    private static final String SET = "berth sets %s itself: remove it";
    private static final Flag ON_OFF = new Flag("on", "off");
    private static final FileName PATH =
            new FileName(Shape.of("[^=+\\-@\\x00-\\x1f][^\\x00-\\x1f]*", "is no directory"));

    private static final List<Key> TOP =
            List.of(
                    scalar(Section.TOP, "name", new Name(), null, "Names the run's directory.")
                            .must(),
                    scalar(
                            Section.TOP,
                            "purpose",
                            Shape.of("[\\s\\S]{1,500}", "is longer than 500 characters"),
                            null,
                            "The question that the run answers; the report opens with it."),
                    axis(
                            Section.TOP,
                            "storage",
                            PATH,
                            null,
                            "Directory on the storage under test, relative to the profile; a list"
                                    + " compares several. Default: work, where berth is started."),
                    axis(
                            Section.TOP,
                            "layers",
                            new Without(
                                    Words.of("host", "guest"),
                                    Map.of("block", "layer block is not measured by this version")),
                            "guest",
                            "Where load is made: in guests, or at the host on plain files, one for"
                                    + " each guest."),
                    structure(Section.TOP, "disk", "The virtual disk that each guest gets."),
                    structure(Section.TOP, "disks", "The same as a list; of one, for now."),
                    structure(Section.TOP, "guest", "The guests' virtual machine."),
                    axis(
                            Section.TOP,
                            "guests",
                            new Without(
                                    new Count(1, GUESTS_MAX),
                                    Map.of(
                                            "auto",
                                            "this version does not search for the count: list"
                                                    + " the counts, guests: [1, 2, 4]")),
                            "1",
                            "The ladder: how many guests run at once, e.g. [1, 2, 4]."),
                    structure(
                                    Section.TOP,
                                    "workloads",
                                    "What each guest's disk is driven with, in fio's words.")
                            .must(),
                    axis(
                            Section.TOP,
                            "page_cache",
                            Words.of(PageCache.class),
                            "cold",
                            "The host's page cache for the images before each case."),
                    structure(Section.TOP, "measure", "How long and how often is measured."),
                    structure(Section.TOP, "objective", "What every guest must get."),
                    structure(
                            Section.TOP,
                            "include",
                            "Combinations to add, by dotted factor; one that matches existing"
                                    + " combinations adds its further factors to them."),
                    structure(
                            Section.TOP,
                            "exclude",
                            "Combinations to leave out, by dotted factor: all entries of an item"
                                    + " must match."));

    private static final List<Key> DISK =
            List.of(
                    axis(
                                    Section.DISK,
                                    "size",
                                    Size.of("1M", "64T", "4k"),
                                    null,
                                    "The size that the guest sees.")
                            .must(),
                    axis(
                            Section.DISK,
                            "format",
                            Words.of("raw", "qcow2"),
                            "raw",
                            "The image format, by qemu-img's name."),
                    axis(
                            Section.DISK,
                            "preallocation",
                            // YAML 1.1 tools make false of an unquoted off.
                            Words.of(Preallocation.class).reading("false", "off"),
                            "off",
                            "How much qemu-img allocates when it creates the image."),
                    axis(
                            Section.DISK,
                            "cache",
                            Words.of("none", "writeback", "writethrough", "directsync", "unsafe"),
                            "writeback",
                            "QEMU's cache mode; the default is QEMU's."),
                    axis(
                            Section.DISK,
                            "aio",
                            Words.of(Aio.class),
                            "threads",
                            "How QEMU submits I/O; native needs cache none or directsync."),
                    axis(
                            Section.DISK,
                            "bus",
                            Words.of("virtio-blk"),
                            "virtio-blk",
                            "The device through which the guest sees the disk."),
                    axis(
                            Section.DISK,
                            "iothread",
                            new Flag("true", "false"),
                            "false",
                            "Whether the device has a thread of its own in QEMU."),
                    axis(
                            Section.DISK,
                            "contents",
                            Words.of(Contents.class),
                            "written",
                            "written: every block is written before the measurement;"
                                    + " fresh: nothing is, so first writes pay for allocation."),
                    structure(
                            Section.DISK,
                            "options",
                            "Further options for qemu-img create -o, in its names."));

    private static final List<Key> OPTIONS =
            List.of(
                    axis(
                            Section.OPTIONS,
                            "cluster_size",
                            // qemu/block/qcow2.h: MIN_CLUSTER_BITS 9, MAX_CLUSTER_BITS 21
                            Size.of("512", "2M", "512"),
                            null,
                            "qcow2: a power of two, 512 to 2MiB; qemu-img's default is 64KiB."),
                    axis(
                            Section.OPTIONS,
                            "compat",
                            Words.of("0.10", "1.1"),
                            null,
                            "qcow2: the version of the format; 1.1 is version 3."),
                    axis(
                            Section.OPTIONS,
                            "extended_l2",
                            ON_OFF,
                            null,
                            "qcow2: subclusters; needs clusters of 16KiB or more."),
                    axis(
                            Section.OPTIONS,
                            "lazy_refcounts",
                            ON_OFF,
                            null,
                            "qcow2: postpone the updates of reference counts."),
                    axis(
                            Section.OPTIONS,
                            "refcount_bits",
                            Words.of("1", "2", "4", "8", "16", "32", "64"),
                            null,
                            "qcow2: the width of a reference count."),
                    axis(
                            Section.OPTIONS,
                            "compression_type",
                            Words.of("zlib", "zstd"),
                            null,
                            "qcow2: for compressed clusters."),
                    axis(Section.OPTIONS, "nocow", ON_OFF, null, "No copy on write on btrfs."),
                    axis(
                            Section.OPTIONS,
                            "extent_size_hint",
                            Size.of("0", "1G", "4k"),
                            null,
                            "raw: the extent size that is asked of XFS."));

    private static final List<Key> GUEST =
            List.of(
                    axis(Section.GUEST, "vcpus", new Count(1, 64), "1", "Virtual CPUs of a guest."),
                    axis(
                            Section.GUEST,
                            "memory",
                            // fio and its libraries take 80 MB in the guest.
                            Size.of("128M", "1T", "1M"),
                            "256MiB",
                            "Memory of a guest."),
                    axis(
                            Section.GUEST,
                            "accelerator",
                            Words.of(Accelerator.class),
                            "auto",
                            "auto: KVM where a guest answers under it, else TCG (emulation)."));

    private static final List<Key> MEASURE =
            List.of(
                    scalar(
                            Section.MEASURE,
                            "ramp_time",
                            Time.of("0", "1h"),
                            "5s",
                            "Load before the measurement, not measured."),
                    scalar(
                            Section.MEASURE,
                            "runtime",
                            Time.of("1s", "24h"),
                            "30s",
                            "The measured time of a case."),
                    scalar(
                            Section.MEASURE,
                            "blocks",
                            new Count(1, 1000),
                            "8",
                            "Repetitions of all cases, each in random order; verdicts need 6."),
                    scalar(
                            Section.MEASURE,
                            "seed",
                            new Count(0, Long.MAX_VALUE),
                            "42",
                            "Of the random order and of fio's random numbers."),
                    scalar(
                            Section.MEASURE,
                            "smallest_effect",
                            Share.of("0.1", "100"),
                            "5%",
                            "The smallest difference that matters to you; verdicts use it."));

    private static final List<Key> OBJECTIVE = objectiveKeys();

    /** The keys of each section that a profile may not have, and what to do instead. */
    private static final Map<Section, Map<String, String>> REFUSED =
            Map.of(
                    Section.TOP,
                    Map.of(
                            "search",
                            "this version does not search for the guest count: list the counts,"
                                    + " guests: [1, 2, 4]"),
                    Section.OPTIONS,
                    Map.of(
                            "preallocation",
                            "preallocation is a key of disk, not of its options",
                            "size",
                            "size is a key of disk, not of its options",
                            "backing_file",
                            "backing files are not measured by this version",
                            "backing_fmt",
                            "backing files are not measured by this version",
                            "data_file",
                            "external data files are not measured by this version",
                            "encryption",
                            "encrypted images are not measured by this version"),
                    Section.DISK,
                    Map.of("name", SET.formatted("name"), "serial", SET.formatted("serial")),
                    Section.WORKLOAD,
                    WorkloadKeys.REFUSED);

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
        for (Section section : List.of(Section.DISK, Section.OPTIONS, Section.GUEST)) {
            of(section).values().stream()
                    .filter(key -> key.type() != null)
                    .forEach(key -> factors.put(key.factor(), key));
        }
        factors.put("page_cache", key(Section.TOP, "page_cache"));
        of(Section.WORKLOAD).values().stream()
                .filter(key -> !key.name().equals("file"))
                .forEach(key -> factors.put(key.factor(), key));
        factors.put("guests", key(Section.TOP, "guests"));
        return factors;
    }

    private static List<Key> objectiveKeys() {
        List<Key> keys = new ArrayList<>();
        for (String op : List.of("read", "write", "sync")) {
            for (String percentile : List.of("50", "90", "95", "99", "99.9", "99.99")) {
                keys.add(
                        scalar(
                                Section.OBJECTIVE,
                                op + ".p" + percentile,
                                Time.of("1us", "1h").withUnit(),
                                null,
                                "The largest %s latency at percentile %s, in the worst guest."
                                        .formatted(op, percentile)));
            }
        }
        keys.add(
                scalar(
                        Section.OBJECTIVE,
                        "achieved",
                        Share.of("1", "100"),
                        null,
                        "The smallest share of the offered rate_iops that a guest must get."));
        return List.copyOf(keys);
    }

    private static Map<Section, Map<String, Key>> byName() {
        Map<Section, Map<String, Key>> sections = new LinkedHashMap<>();
        Stream.of(TOP, DISK, OPTIONS, GUEST, MEASURE, OBJECTIVE, WorkloadKeys.ALL)
                .flatMap(List::stream)
                .forEach(
                        key ->
                                sections.computeIfAbsent(key.section(), s -> new LinkedHashMap<>())
                                        .put(key.name(), key));
        return sections;
    }
}

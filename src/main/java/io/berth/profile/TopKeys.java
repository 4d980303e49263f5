package io.berth.profile;

import static io.berth.profile.Key.axis;
import static io.berth.profile.Key.scalar;
import static io.berth.profile.Key.structure;

import io.berth.profile.Key.Section;
import io.berth.profile.ValueType.Count;
import io.berth.profile.ValueType.FileName;
import io.berth.profile.ValueType.Name;
import io.berth.profile.ValueType.Shape;
import io.berth.profile.ValueType.Share;
import io.berth.profile.ValueType.Size;
import io.berth.profile.ValueType.Time;
import io.berth.profile.ValueType.Without;
import io.berth.profile.ValueType.Words;
import java.util.List;
import java.util.Map;

/** The keys of a profile itself, of its guests and of how it is measured. */
final class TopKeys {

    /** The most guests of a rung. */
    static final int GUESTS_MAX = 512;

    private static final FileName PATH =
            new FileName(Shape.of("[^=+\\-@\\x00-\\x1f][^\\x00-\\x1f]*", "is no directory"));

    static final List<Key> TOP =
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
                            "Directory on the storage under test, relative to the profile, or a"
                                + " block device under /dev; a list compares several, and a list in"
                                + " it is one that the guests are spread over. Default: work, where"
                                + " berth is started."),
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
                            "What each guest's disk is driven with, in fio's words."),
                    structure(
                            Section.TOP,
                            "operations",
                            "Operations on images, and on guests with their disks, whose cost is"
                                    + " measured."),
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

    static final List<Key> GUEST =
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
                            "auto: KVM where a guest answers under it, else TCG (emulation)."),
                    axis(
                            Section.GUEST,
                            "machine",
                            Words.of(Machine.class),
                            null,
                            "QEMU's machine type; sata needs q35, ide needs pc. Default: q35."));

    static final List<Key> MEASURE =
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

    static final Map<String, String> REFUSED =
            Map.of(
                    "search",
                    "this version does not search for the guest count: list the counts,"
                            + " guests: [1, 2, 4]");

    private TopKeys() {}
}

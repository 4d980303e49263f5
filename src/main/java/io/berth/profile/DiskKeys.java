package io.berth.profile;

import static io.berth.profile.Key.axis;
import static io.berth.profile.Key.structure;

import io.berth.profile.Key.Section;
import io.berth.profile.ValueType.Count;
import io.berth.profile.ValueType.Flag;
import io.berth.profile.ValueType.LayerData;
import io.berth.profile.ValueType.Size;
import io.berth.profile.ValueType.Time;
import io.berth.profile.ValueType.Without;
import io.berth.profile.ValueType.Words;
import java.util.List;
import java.util.Map;

/** The keys of a disk: what its image is, and how QEMU attaches it; and of its backing files. */
final class DiskKeys {

    /** The most backing files under a disk. */
    static final int DEPTH_MAX = 16;

    private static final String SET = "berth sets %s itself: remove it";
    private static final Flag TRUE_FALSE = new Flag("true", "false");

    /** What a raw image becomes when it is called by its Windows name, and other such names. */
    private static final Map<String, String> FORMAT_ALIASES = Map.of("vhd", "vpc");

    static final List<Key> DISK =
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
                            formats(),
                            "raw",
                            "The image format, by qemu-img's name; vhd is vpc."),
                    axis(
                            Section.DISK,
                            "kind",
                            Words.of(DiskKind.class),
                            null,
                            "In administrators' words, in place of preallocation: fixed allocates"
                                    + " everything, dynamic grows, differencing lies on a backing"
                                    + " file."),
                    axis(
                            Section.DISK,
                            "preallocation",
                            // YAML 1.1 tools make false of an unquoted off.
                            Words.of(Preallocation.class).reading("false", "off"),
                            "off",
                            "How much qemu-img allocates when it creates the image."),
                    axis(
                            Section.DISK,
                            "encryption",
                            Words.of(Encryption.class),
                            null,
                            "Of a qcow2 image's data; the format luks is encrypted by itself."
                                    + " Default: none."),
                    structure(Section.DISK, "backing", "The backing files under the disk's image."),
                    axis(
                            Section.DISK,
                            "snapshots",
                            new Count(0, 64),
                            null,
                            "Internal snapshots (qcow2) that are taken before the measurement."
                                    + " Default: 0."),
                    axis(
                            Section.DISK,
                            "cache",
                            Words.of(
                                    "none",
                                    "writeback",
                                    "writethrough",
                                    "directsync",
                                    "unsafe",
                                    "default"),
                            "writeback",
                            "QEMU's cache mode; default says nothing to QEMU and reads back what it"
                                    + " does."),
                    axis(
                            Section.DISK,
                            "aio",
                            Words.of(Aio.class),
                            "threads",
                            "How QEMU submits I/O; native needs cache none or directsync."),
                    axis(
                            Section.DISK,
                            "bus",
                            Words.of(Bus.class),
                            "virtio-blk",
                            "The device through which the guest sees the disk; sata needs machine"
                                    + " q35, ide needs pc."),
                    axis(
                            Section.DISK,
                            "iothread",
                            TRUE_FALSE,
                            "false",
                            "Whether the device has a thread of its own in QEMU (virtio)."),
                    axis(
                            Section.DISK,
                            "queues",
                            new Count(1, 64),
                            null,
                            "Request queues of a virtio device; QEMU's default is one for each"
                                    + " vCPU."),
                    axis(
                            Section.DISK,
                            "queue_size",
                            Words.of("2", "4", "8", "16", "32", "64", "128", "256", "512", "1024"),
                            null,
                            "Descriptors of each virtio queue; QEMU's default is 256."),
                    axis(
                            Section.DISK,
                            "packed",
                            TRUE_FALSE,
                            null,
                            "Whether virtqueues have the packed layout; QEMU's default is false."),
                    axis(
                            Section.DISK,
                            "discard",
                            Words.of(Discard.class),
                            null,
                            "Whether a guest's discards give the space back (unmap). Default:"
                                    + " ignore."),
                    axis(
                            Section.DISK,
                            "detect_zeroes",
                            Words.of(DetectZeroes.class)
                                    .reading("false", "off")
                                    .reading("true", "on"),
                            null,
                            "What QEMU makes of written zeros; unmap needs discard=unmap. Default:"
                                    + " off."),
                    axis(
                            Section.DISK,
                            "l2_cache_size",
                            Size.of("4k", "16G", "4k"),
                            null,
                            "qcow2's cache of L2 tables, 8 bytes a cluster; QEMU's default is"
                                    + " 32MiB, or less where the disk needs less."),
                    axis(
                            Section.DISK,
                            "snapshot_at",
                            Time.of("0", "24h"),
                            null,
                            "When an external snapshot is taken live, after the measured time"
                                    + " began."),
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

    static final List<Key> BACKING =
            List.of(
                    axis(
                            Section.BACKING,
                            "depth",
                            new Count(0, DEPTH_MAX),
                            null,
                            "How many backing files there are: the base, and images between it and"
                                    + " the disk's own."),
                    axis(
                            Section.BACKING,
                            "format",
                            formats(),
                            null,
                            "The base's format; those above it have the disk's. Default: the"
                                    + " disk's."),
                    axis(
                            Section.BACKING,
                            "data",
                            new LayerData(),
                            null,
                            "Where the data are: base, even (the same share in every image), or a"
                                    + " share such as 5% in each image above the base. Default:"
                                    + " base."),
                    axis(
                            Section.BACKING,
                            "shared",
                            TRUE_FALSE,
                            null,
                            "Whether all guests' disks lie on one base (linked clones). Default:"
                                    + " false."),
                    axis(
                            Section.BACKING,
                            "compressed",
                            TRUE_FALSE,
                            null,
                            "Whether the base is compressed (qcow2). Default: false."));

    static final Map<String, String> REFUSED =
            Map.of("name", SET.formatted("name"), "serial", SET.formatted("serial"));

    private DiskKeys() {}

    /** Every format that qemu-img creates and guests write to. */
    static ValueType formats() {
        return new Without(
                new Words(Word.words(Format.class), FORMAT_ALIASES),
                // qemu commit 550830f93512, "block: delete cow block driver", September 2014.
                Map.of("cow", "cow was removed from QEMU in release 2.2 (2014): use qcow2"));
    }
}

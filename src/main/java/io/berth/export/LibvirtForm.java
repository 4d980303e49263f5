package io.berth.export;

import io.berth.plan.Attachment;
import io.berth.profile.Bus;
import io.berth.profile.CacheMode;
import io.berth.profile.Format;
import io.berth.profile.Machine;
import io.berth.units.ByteSize;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * libvirt's {@code <disk>} element, and what belongs beside it in the domain (checked against the
 * schema and the QEMU driver of libvirt 9.0).
 */
final class LibvirtForm {

    /** What its QEMU driver takes as the type of a disk's driver; LUKS it knows as encryption. */
    private static final Set<Format> TYPES =
            EnumSet.of(
                    Format.RAW,
                    Format.QCOW2,
                    Format.QCOW,
                    Format.QED,
                    Format.VMDK,
                    Format.VDI,
                    Format.VPC,
                    Format.LUKS);

    private static final String USE_QEMU = "use --as=qemu, the same disk as QEMU's own arguments";
    private static final long QCOW2_CLUSTER_BYTES = 64 << 10;

    /** qcow2's smallest refcount cache, in clusters (qemu/block/qcow2.h, 7.2). */
    private static final int REFCOUNT_CACHE_CLUSTERS_MIN = 4;

    private final ShownDisk disk;
    private final Attachment attachment;

    private LibvirtForm(ShownDisk disk) {
        this.disk = disk;
        this.attachment = disk.attachment();
    }

    /**
     * A comment with what belongs beside the disk, if anything does, then the disk: an XML file
     * that {@code virsh attach-device} takes.
     *
     * @throws NotExpressible if libvirt cannot say it
     */
    static String of(ShownDisk disk) {
        List<String> beside = new ArrayList<>();
        besideComments(disk).forEach(part -> beside.add("     " + part));
        String comment =
                beside.isEmpty()
                        ? ""
                        : "<!-- Beside the disk, in the domain:\n"
                                + String.join("\n", beside)
                                + " -->\n";
        return comment + disk(disk, true).render();
    }

    /**
     * The element alone.
     *
     * @param serial whether it names the disk's serial
     * @throws NotExpressible if libvirt cannot say it
     */
    static Xml disk(ShownDisk disk, boolean serial) {
        LibvirtForm form = new LibvirtForm(disk);
        form.check();
        return form.element(serial);
    }

    private static void require(boolean can, String what) {
        if (!can) {
            throw new NotExpressible("libvirt cannot express this disk: " + what, USE_QEMU);
        }
    }

    private void check() {
        disk.requireGuest("libvirt");
        for (ShownDisk.File file : disk.files()) {
            require(
                    TYPES.contains(file.format()),
                    "it has no driver type '" + file.format().word() + "'");
        }
        require(attachment.bus() != Bus.NVME, "version 9.0 knows no bus 'nvme'");
        require(
                attachment.bus() != Bus.IDE || disk.machine() == Machine.PC,
                "it refuses bus='ide' on machine type q35, which has no IDE controller");
        require(
                disk.dataFile() == null,
                "version 9.0 has no element for the data_file of a qcow2 image");
        require(
                attachment.bus() != Bus.VIRTIO_SCSI || attachment.queueSize() == null,
                "it has no queue_size for the controller of virtio-scsi");
    }

    private Xml element(boolean serial) {
        List<ShownDisk.File> files = disk.files();
        ShownDisk.File active = files.getFirst();
        return new Xml("disk")
                .with("type", disk.onDevice() ? "block" : "file")
                .with("device", "disk")
                .add(driver(active))
                .add(source(disk, active))
                .add(backing(files, 1))
                .add(
                        new Xml("target")
                                .with("dev", targetName(attachment.bus()))
                                .with("bus", busName(attachment.bus())))
                .add(serial ? new Xml("serial").text(disk.serial()) : null);
    }

    private Xml driver(ShownDisk.File active) {
        boolean blk = attachment.bus() == Bus.VIRTIO_BLK;
        Xml driver =
                new Xml("driver")
                        .with("name", "qemu")
                        .with("type", type(active.format()))
                        .with(
                                "cache",
                                attachment.cache() == CacheMode.DEFAULT
                                        ? null
                                        : attachment.cache().word())
                        .with("error_policy", "report")
                        .with("rerror_policy", "report")
                        .with("io", attachment.aio().word())
                        .with("discard", attachment.discard().word())
                        .with("detect_zeroes", attachment.detectZeroes().word());
        if (blk) {
            driver.with("iothread", attachment.iothread() ? 1 : null)
                    .with("queues", attachment.queues())
                    .with("queue_size", attachment.queueSize())
                    .with("packed", packed(attachment));
        }
        ByteSize l2 = attachment.l2CacheSize();
        if (l2 != null) {
            driver.add(
                    new Xml("metadata_cache")
                            .add(
                                    new Xml("max_size")
                                            .with("unit", "bytes")
                                            .text(Long.toString(metadataCacheBytes(l2)))));
        }
        return driver;
    }

    /**
     * libvirt names the sum of both caches, of which QEMU gives the refcounts their smallest and
     * the L2 tables the rest (qemu/block/qcow2.c, read_cache_sizes).
     */
    private long metadataCacheBytes(ByteSize l2) {
        String cluster = disk.image().options().get("cluster_size");
        long clusterBytes = cluster == null ? QCOW2_CLUSTER_BYTES : ByteSize.parse(cluster).bytes();
        return l2.bytes() + REFCOUNT_CACHE_CLUSTERS_MIN * clusterBytes;
    }

    static @Nullable String packed(Attachment attachment) {
        Boolean packed = attachment.packed();
        return packed == null ? null : packed ? "on" : "off";
    }

    /** LUKS by itself is, to libvirt, an encrypted raw disk. */
    static String type(Format format) {
        return format == Format.LUKS ? Format.RAW.word() : format.word();
    }

    static Xml source(ShownDisk disk, ShownDisk.File file) {
        Xml source =
                new Xml("source").with(disk.onDevice() ? "dev" : "file", file.path().toString());
        Path secret = disk.secret();
        if (file.encrypted() && secret != null) {
            source.add(
                    new Xml("encryption")
                            .with("format", "luks")
                            .add(
                                    new Xml("secret")
                                            .with("type", "passphrase")
                                            .with("uuid", uuid(secret))));
        }
        return source;
    }

    /** The chain below; libvirt would probe it if its end were not marked. */
    private @Nullable Xml backing(List<ShownDisk.File> files, int at) {
        if (files.size() == 1) {
            return null;
        }
        if (at == files.size()) {
            return new Xml("backingStore");
        }
        ShownDisk.File file = files.get(at);
        return new Xml("backingStore")
                .with("type", "file")
                .add(new Xml("format").with("type", type(file.format())))
                .add(source(disk, file))
                .add(backing(files, at + 1));
    }

    static String busName(Bus bus) {
        return switch (bus) {
            case VIRTIO_BLK -> "virtio";
            case VIRTIO_SCSI -> "scsi";
            case SATA -> "sata";
            case IDE -> "ide";
            case NVME -> throw new NotExpressible("libvirt 9.0 knows no bus 'nvme'", USE_QEMU);
        };
    }

    /** The first name of the bus's kind; an order, not what the guest will call it. */
    static String targetName(Bus bus) {
        return switch (bus) {
            case VIRTIO_BLK -> "vda";
            case VIRTIO_SCSI, SATA, NVME -> "sda";
            case IDE -> "hda";
        };
    }

    // --- beside the disk -----------------------------------------------------------------------

    /** The controller that the disk needs told; null if libvirt's own will do. */
    static @Nullable Xml controller(ShownDisk disk) {
        Attachment attachment = disk.attachment();
        if (attachment.bus() != Bus.VIRTIO_SCSI) {
            return null;
        }
        Xml driver =
                new Xml("driver")
                        .with("queues", attachment.queues())
                        .with("iothread", attachment.iothread() ? 1 : null)
                        .with("packed", packed(attachment));
        return new Xml("controller")
                .with("type", "scsi")
                .with("index", 0)
                .with("model", "virtio-scsi")
                .add(driver.hasAttributes() ? driver : null);
    }

    /** The number of iothreads of the domain; null if it needs none. */
    static @Nullable Xml iothreads(ShownDisk disk) {
        return disk.attachment().iothread() ? new Xml("iothreads").text("1") : null;
    }

    /** What libvirt has to be told of the passphrase; null if there is none. */
    static @Nullable Xml secret(ShownDisk disk) {
        Path secret = disk.secret();
        return secret == null
                ? null
                : new Xml("secret")
                        .with("ephemeral", "no")
                        .with("private", "yes")
                        .add(new Xml("uuid").text(uuid(secret)))
                        .add(
                                new Xml("usage")
                                        .with("type", "volume")
                                        .add(
                                                new Xml("volume")
                                                        .text(
                                                                disk.files()
                                                                        .getFirst()
                                                                        .path()
                                                                        .toString())));
    }

    /** The same for the same file, so that disk and secret agree whenever they are printed. */
    static String uuid(Path secret) {
        return UUID.nameUUIDFromBytes(secret.toString().getBytes(StandardCharsets.UTF_8))
                .toString();
    }

    /** Lines for an XML comment, which cannot hold two hyphens in a row. */
    static List<String> besideComments(ShownDisk disk) {
        List<String> lines = new ArrayList<>();
        add(lines, iothreads(disk));
        add(lines, controller(disk));
        if (secret(disk) != null) {
            lines.add("virsh secret-define, once, with this file:");
            add(lines, secret(disk));
            lines.add(
                    "then virsh secret-set-value, with its options 'file' for "
                            + disk.secret()
                            + " and 'plain'");
        }
        if (disk.attachment().bus() == Bus.SATA && disk.machine() == Machine.PC) {
            lines.add("(machine type pc gets an AHCI controller of its own from libvirt)");
        }
        return lines.stream().map(line -> line.replace("--", "- -")).toList();
    }

    private static void add(List<String> lines, @Nullable Xml element) {
        if (element != null) {
            element.render().lines().forEach(lines::add);
        }
    }
}

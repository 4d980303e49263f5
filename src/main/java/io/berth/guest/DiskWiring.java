package io.berth.guest;

import static io.berth.guest.QmpCommand.json;

import io.berth.image.DiskImage;
import io.berth.plan.Attachment;
import io.berth.plan.DiskConfig;
import io.berth.profile.CacheMode;
import io.berth.profile.Format;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * How one disk is put into a guest: its objects, block nodes and devices, in the order in which
 * QEMU has to be told.
 *
 * <p>Every file of the image has two nodes. The protocol node opens the file: aio is its own, and
 * O_DIRECT comes from its cache.direct. The format node reads the format; without the same cache
 * flags it would report another cache mode than the file has. Backing files get the flags and the
 * aio of the active image. The formats are always said, never probed.
 *
 * @param backend objects and nodes, the base first
 * @param devices the controller, if the bus has one, and the disk
 * @param protocolNodes by layer, the active image first
 * @param formatNodes by layer
 * @param dataNode of qcow2's data file; null if it has none
 * @param deviceId of the disk
 * @param controllerId of its own controller; null if it has none
 * @param iothreadId of its own iothread; null if it has none
 */
record DiskWiring(
        List<QmpCommand> backend,
        List<QmpCommand> devices,
        List<String> protocolNodes,
        List<String> formatNodes,
        @Nullable String dataNode,
        String deviceId,
        @Nullable String controllerId,
        @Nullable String iothreadId) {

    /** Plans it. */
    static DiskWiring of(DiskConfig config, DiskImage image, String serial, Slot slot) {
        Nodes nodes = new Nodes(config, image, serial);
        List<String> protocols = new ArrayList<>();
        List<String> formats = new ArrayList<>();
        List<QmpCommand> backend = new ArrayList<>(nodes.secret());
        String iothread = null;
        if (config.iothread()) {
            iothread = "t-" + serial;
            backend.add(QmpCommand.object(json().put("qom-type", "iothread").put("id", iothread)));
        }
        String above = null;
        for (int layer = image.layers().size() - 1; layer >= 0; layer--) {
            String suffix = layer == 0 ? "" : "-" + layer;
            String protocol = "p-" + serial + suffix;
            String format = "f-" + serial + suffix;
            backend.add(nodes.protocol(layer, protocol));
            if (layer == 0 && image.dataFile() != null) {
                backend.add(nodes.file(image.dataFile(), dataNode(serial), false));
            }
            backend.add(nodes.format(layer, format, protocol, above));
            protocols.addFirst(protocol);
            formats.addFirst(format);
            above = format;
        }
        List<QmpCommand> devices = Devices.of(config, serial, formats.getFirst(), slot, iothread);
        return new DiskWiring(
                List.copyOf(backend),
                devices,
                List.copyOf(protocols),
                List.copyOf(formats),
                image.dataFile() == null ? null : dataNode(serial),
                Devices.disk(serial),
                devices.size() > 1 ? Devices.controller(serial) : null,
                iothread);
    }

    /**
     * What makes an overlay the active image of a running disk: both its nodes, opened without its
     * backing file, since that is the disk's active node already; then the snapshot itself.
     */
    static List<QmpCommand> overlay(
            DiskConfig config, DiskImage image, String serial, Path overlay, boolean encrypted) {
        DiskImage alone =
                new DiskImage(
                        List.of(new DiskImage.Layer(overlay, Format.QCOW2, encrypted)),
                        null,
                        image.secret());
        Nodes nodes = new Nodes(config, alone, serial);
        String protocol = "p-" + serial + "-s";
        String format = overlayNode(serial);
        QmpCommand top = nodes.format(0, format, protocol, null);
        top.arguments().putNull("backing");
        ObjectNode snapshot = json().put("node", "f-" + serial).put("overlay", format);
        return List.of(
                nodes.protocol(0, protocol), top, new QmpCommand("blockdev-snapshot", snapshot));
    }

    static String overlayNode(String serial) {
        return "f-" + serial + "-s";
    }

    /** All of it, in order. */
    List<QmpCommand> commands() {
        return Stream.concat(backend.stream(), devices.stream()).toList();
    }

    private static String dataNode(String serial) {
        return "data-" + serial;
    }

    /** The nodes of one disk. */
    private record Nodes(DiskConfig config, DiskImage image, String serial) {

        /** The object that holds the passphrase: QEMU reads it from its file. */
        List<QmpCommand> secret() {
            Path file = image.secret();
            return file == null
                    ? List.of()
                    : List.of(
                            QmpCommand.object(
                                    json().put("qom-type", "secret")
                                            .put("id", secretId())
                                            .put("file", file.toString())));
        }

        private String secretId() {
            return "s-" + serial;
        }

        QmpCommand protocol(int layer, String node) {
            return file(image.layers().get(layer).file(), node, layer > 0);
        }

        QmpCommand file(Path file, String node, boolean readOnly) {
            ObjectNode options = json();
            options.put("driver", device(file) ? "host_device" : "file");
            options.put("node-name", node);
            options.put("filename", file.toString());
            options.put("aio", config.aio().word());
            cache(options);
            options.put("read-only", readOnly);
            options.put("discard", readOnly ? "ignore" : attachment().discard().word());
            // Only the format node looks for zeros: twice would be twice the work.
            return QmpCommand.node(options.put("detect-zeroes", "off"));
        }

        QmpCommand format(int layer, String node, String protocol, @Nullable String backing) {
            DiskImage.Layer file = image.layers().get(layer);
            boolean readOnly = layer > 0;
            ObjectNode options = json();
            options.put("driver", file.format().word());
            options.put("node-name", node);
            options.put("file", protocol);
            if (layer == 0 && image.dataFile() != null) {
                options.put("data-file", dataNode(serial));
            }
            if (backing != null) {
                options.put("backing", backing);
            }
            if (file.format() == Format.LUKS) {
                options.put("key-secret", secretId());
            } else if (file.encrypted()) {
                options.putObject("encrypt").put("format", "luks").put("key-secret", secretId());
            }
            if (file.format() == Format.QCOW2 && attachment().l2CacheSize() != null) {
                options.put("l2-cache-size", attachment().l2CacheSize().bytes());
            }
            if (file.format() == Format.RAW && device(file.file())) {
                options.put("size", config.size().bytes()); // the device may be larger
            }
            cache(options);
            options.put("read-only", readOnly);
            options.put("discard", readOnly ? "ignore" : attachment().discard().word());
            options.put("detect-zeroes", readOnly ? "off" : attachment().detectZeroes().word());
            return QmpCommand.node(options);
        }

        /** cache=default says nothing. */
        private void cache(ObjectNode options) {
            CacheMode cache = config.cache();
            if (cache != CacheMode.DEFAULT) {
                options.putObject("cache")
                        .put("direct", cache.direct())
                        .put("no-flush", cache.noFlush());
            }
        }

        private Attachment attachment() {
            return config.attachment();
        }

        private static boolean device(Path file) {
            return Files.exists(file) && !Files.isRegularFile(file);
        }
    }

    /** The devices of one disk. */
    private static final class Devices {

        private Devices() {}

        static String disk(String serial) {
            return "d-" + serial;
        }

        static String controller(String serial) {
            return "c-" + serial;
        }

        static List<QmpCommand> of(
                DiskConfig config,
                String serial,
                String drive,
                Slot slot,
                @Nullable String iothread) {
            Attachment attachment = config.attachment();
            return switch (config.bus()) {
                case VIRTIO_BLK -> {
                    ObjectNode disk = disk("virtio-blk-pci", config, serial, drive);
                    slot.putPci(disk);
                    errors(disk);
                    put(disk, "num-queues", attachment.queues());
                    put(disk, "queue-size", attachment.queueSize());
                    virtio(disk, attachment, iothread);
                    yield List.of(QmpCommand.device(disk));
                }
                case VIRTIO_SCSI -> {
                    ObjectNode controller =
                            json().put("driver", "virtio-scsi-pci").put("id", controller(serial));
                    slot.putPci(controller);
                    put(controller, "num_queues", attachment.queues());
                    put(controller, "virtqueue_size", attachment.queueSize());
                    virtio(controller, attachment, iothread);
                    ObjectNode disk = disk("scsi-hd", config, serial, drive);
                    disk.put("bus", controller(serial) + ".0");
                    errors(disk);
                    yield List.of(QmpCommand.device(controller), QmpCommand.device(disk));
                }
                case NVME -> {
                    ObjectNode disk = disk("nvme", config, serial, drive);
                    slot.putPci(disk);
                    yield List.of(QmpCommand.device(disk));
                }
                case SATA, IDE -> {
                    ObjectNode disk = disk("ide-hd", config, serial, drive);
                    slot.putIde(disk);
                    errors(disk);
                    yield List.of(QmpCommand.device(disk));
                }
            };
        }

        private static ObjectNode disk(
                String driver, DiskConfig config, String serial, String drive) {
            ObjectNode options =
                    json().put("driver", driver)
                            .put("id", disk(serial))
                            .put("drive", drive)
                            .put("serial", serial);
            if (config.cache() != CacheMode.DEFAULT) {
                options.put("write-cache", config.cache().writeCache() ? "on" : "off");
            }
            return options;
        }

        /**
         * Errors go to the guest: by default QEMU would stop it on ENOSPC, which looks like a guest
         * that hangs. nvme knows no other way and has no such options.
         */
        private static void errors(ObjectNode disk) {
            disk.put("werror", "report").put("rerror", "report");
        }

        private static void virtio(
                ObjectNode device, Attachment attachment, @Nullable String iothread) {
            if (attachment.packed() != null) {
                device.put("packed", attachment.packed());
            }
            if (iothread != null) {
                device.put("iothread", iothread);
            }
        }

        private static void put(ObjectNode device, String name, @Nullable Integer value) {
            if (value != null) {
                device.put(name, value);
            }
        }
    }
}

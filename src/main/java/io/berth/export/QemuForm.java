package io.berth.export;

import io.berth.plan.Attachment;
import io.berth.profile.Bus;
import io.berth.profile.CacheMode;
import io.berth.profile.Format;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * QEMU's arguments that attach a disk, one option a line, with every setting that the case makes
 * said. What the case leaves to QEMU (cache=default) is left out here, too.
 */
final class QemuForm {

    private static final String NODE = "berth";
    private static final String IOTHREAD = "berth-iothread";

    private final ShownDisk disk;
    private final Attachment attachment;
    private final List<String> lines = new ArrayList<>();

    private QemuForm(ShownDisk disk) {
        this.disk = disk;
        this.attachment = disk.attachment();
    }

    /**
     * @throws NotExpressible for a case without guests
     */
    static String of(ShownDisk disk) {
        disk.requireGuest("QEMU");
        QemuForm form = new QemuForm(disk);
        form.objects();
        form.nodes();
        form.device();
        return String.join(" \\\n", form.lines) + "\n";
    }

    private void objects() {
        Path secret = disk.secret();
        if (secret != null) {
            add("-object", QemuImgForm.secretObject(secret));
        }
        if (attachment.iothread()) {
            add("-object", "iothread,id=" + IOTHREAD);
        }
    }

    private void nodes() {
        List<ShownDisk.File> files = disk.files();
        for (int i = files.size() - 1; i >= 0; i--) {
            boolean active = i == 0;
            String name = active ? NODE : NODE + "-backing" + i;
            add("-blockdev", protocol(files.get(i).path(), name + "-file", active));
            Path data = active ? disk.dataFile() : null;
            if (data != null) {
                add("-blockdev", protocol(data, name + "-data", true));
            }
            Map<String, Object> node = new LinkedHashMap<>();
            node.put("driver", files.get(i).format().word());
            node.put("node-name", name);
            node.put("file", name + "-file");
            if (data != null) {
                node.put("data-file", name + "-data");
            }
            if (i + 1 < files.size()) {
                node.put("backing", NODE + "-backing" + (i + 1));
            }
            encryption(files.get(i), node);
            if (active && attachment.l2CacheSize() != null) {
                node.put("l2-cache-size", attachment.l2CacheSize().bytes());
            }
            common(node, active);
            if (active) {
                node.put("detect-zeroes", attachment.detectZeroes().word());
            }
            add("-blockdev", text(node));
        }
    }

    private static void encryption(ShownDisk.File file, Map<String, Object> node) {
        if (file.format() == Format.LUKS) {
            node.put("key-secret", QemuImgForm.SECRET);
        } else if (file.encrypted()) {
            node.put("encrypt.format", "luks");
            node.put("encrypt.key-secret", QemuImgForm.SECRET);
        }
    }

    private String protocol(Path file, String name, boolean active) {
        Map<String, Object> node = new LinkedHashMap<>();
        node.put("driver", disk.onDevice() ? "host_device" : "file");
        node.put("node-name", name);
        node.put("filename", file);
        node.put("aio", attachment.aio().word());
        common(node, active);
        return text(node);
    }

    /** On every node: on the upper one alone, the file would not be opened with O_DIRECT. */
    private void common(Map<String, Object> node, boolean active) {
        if (attachment.cache() != CacheMode.DEFAULT) {
            node.put("cache.direct", onOff(attachment.cache().direct()));
            node.put("cache.no-flush", onOff(attachment.cache().noFlush()));
        }
        node.put("read-only", onOff(!active));
        node.put("discard", attachment.discard().word());
    }

    private void device() {
        Map<String, Object> device = new LinkedHashMap<>();
        switch (attachment.bus()) {
            case VIRTIO_BLK -> {
                device.put("driver", "virtio-blk-pci");
                queues(device, "num-queues", "queue-size");
            }
            case VIRTIO_SCSI -> {
                Map<String, Object> controller = new LinkedHashMap<>();
                controller.put("driver", "virtio-scsi-pci");
                controller.put("id", "berth-scsi");
                queues(controller, "num_queues", "virtqueue_size");
                add("-device", text(controller));
                device.put("driver", "scsi-hd");
                device.put("bus", "berth-scsi.0");
            }
            case SATA -> {
                add("-device", "driver=ich9-ahci,id=berth-sata");
                device.put("driver", "ide-hd");
                device.put("bus", "berth-sata.0");
            }
            case IDE -> {
                device.put("driver", "ide-hd");
                device.put("bus", "ide.0");
                device.put("unit", 0);
            }
            case NVME -> device.put("driver", "nvme");
        }
        device.put("id", "berth-disk");
        device.put("drive", NODE);
        device.put("serial", disk.serial());
        if (attachment.cache() != CacheMode.DEFAULT) {
            device.put("write-cache", onOff(attachment.cache().writeCache()));
        }
        if (attachment.bus() != Bus.NVME) { // which has no such properties
            device.put("werror", "report");
            device.put("rerror", "report");
        }
        add("-device", text(device));
    }

    private void queues(Map<String, Object> device, String queues, String queueSize) {
        put(device, queues, attachment.queues());
        put(device, queueSize, attachment.queueSize());
        Boolean packed = attachment.packed();
        put(device, "packed", packed == null ? null : onOff(packed));
        put(device, "iothread", attachment.iothread() ? IOTHREAD : null);
    }

    private static void put(Map<String, Object> options, String name, @Nullable Object value) {
        if (value != null) {
            options.put(name, value);
        }
    }

    private static String onOff(boolean on) {
        return on ? "on" : "off";
    }

    private static String text(Map<String, Object> options) {
        return String.join(
                ",",
                options.entrySet().stream()
                        .map(option -> option.getKey() + "=" + Shell.value(option.getValue()))
                        .toList());
    }

    private void add(String option, String value) {
        lines.add(Shell.line(List.of(option, value)));
    }
}

package io.berth.guest;

import io.berth.plan.DiskConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Plugs disks into one guest's spare root ports and pulls them out again. */
final class HotPlug {

    /** virtio-blk's limit (VIRTIO_BLK_ID_BYTES is 20), and what is safe in QEMU's ids and sh. */
    private static final Pattern SERIAL = Pattern.compile("[A-Za-z0-9][A-Za-z0-9-]{0,19}");

    private static final Duration APPEARS_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration DELETED_TIMEOUT = Duration.ofSeconds(30);

    /** Prints name, size in 512 byte sectors and write cache of the disk of a serial, soon. */
    private static final String FIND =
            """
            n=0
            while [ $n -lt $2 ]; do
              for d in /sys/block/*; do
                [ -r $d/serial ] && [ "$(cat $d/serial)" = "$1" ] || continue
                echo "${d##*/}"; cat $d/size $d/queue/write_cache
                exit 0
              done
              n=$((n + 1)); sleep 0.01
            done
            exit 1
            """;

    /** What the guest sees of a disk. */
    record Seen(String device, long virtualBytes, String writeCache) {}

    private final String where;
    private final QmpClient qmp;
    private final QemuAgent agent;
    private final ReentrantLock turn = new ReentrantLock();
    private final Deque<String> freePorts = new ArrayDeque<>();
    private final Map<String, PluggedDisk> plugged = new HashMap<>();

    HotPlug(String where, QmpClient qmp, QemuAgent agent) {
        this.where = where;
        this.qmp = qmp;
        this.agent = agent;
        IntStream.rangeClosed(1, QemuCommandLine.PORTS)
                .mapToObj(QemuCommandLine::port)
                .forEach(freePorts::add);
    }

    PluggedDisk plug(DiskConfig config, Path image, String serial)
            throws GuestException, InterruptedException {
        if (!SERIAL.matcher(serial).matches()) {
            throw new IllegalArgumentException("no disk serial: '" + serial + "'");
        }
        turn.lockInterruptibly();
        try {
            if (plugged.containsKey(serial)) {
                throw new IllegalArgumentException("serial " + serial + " is plugged in already");
            }
            String port = freePorts.poll();
            if (port == null) {
                throw new GuestException(
                        where,
                        "all " + QemuCommandLine.PORTS + " ports have a disk",
                        "unplug one first");
            }
            long start = System.nanoTime();
            List<Undo> undo = new ArrayList<>();
            undo.add(() -> freePorts.addFirst(port));
            try {
                var disk = attach(config, image.toAbsolutePath(), serial, port, undo);
                Seen seen = find(serial, APPEARS_TIMEOUT);
                var complete =
                        new PluggedDisk(
                                serial,
                                seen.device(),
                                config,
                                disk.image(),
                                disk.deviceId(),
                                disk.protocolNode(),
                                disk.formatNode(),
                                disk.iothreadId(),
                                port,
                                Duration.ofNanos(System.nanoTime() - start));
                plugged.put(serial, complete);
                return complete;
            } catch (GuestException e) {
                rollBack(undo, e);
                throw e;
            }
        } finally {
            turn.unlock();
        }
    }

    void unplug(PluggedDisk disk) throws GuestException, InterruptedException {
        turn.lockInterruptibly();
        try {
            if (plugged.remove(disk.serial()) == null) {
                throw new IllegalArgumentException(disk.serial() + " is not plugged in");
            }
            removeDevice(disk.deviceId());
            removeNode(disk.formatNode());
            removeNode(disk.protocolNode());
            String iothread = disk.iothreadId();
            if (iothread != null) {
                qmp.execute("object-del", json().put("id", iothread));
            }
            freePorts.addLast(disk.port());
        } finally {
            turn.unlock();
        }
    }

    /** What the guest shows of a disk. */
    Seen find(String serial, Duration timeout) throws GuestException, InterruptedException {
        long tries = Math.max(1, timeout.toMillis() / 10);
        ExecResult found =
                agent.exec(
                        List.of("/bin/sh", "-c", FIND, "find", serial, Long.toString(tries)),
                        timeout.plusSeconds(30));
        List<String> lines = found.outText().lines().toList();
        if (found.exitCode() != 0 || lines.size() != 3) {
            throw new GuestException(
                    where,
                    "shows no disk with serial "
                            + serial
                            + " within "
                            + timeout.toSeconds()
                            + " s "
                            + found,
                    "the guest's kernel needs virtio_blk and PCI hot-plug (CONFIG_HOTPLUG_PCI_ACPI"
                            + " or CONFIG_HOTPLUG_PCI_PCIE)");
        }
        return new Seen(lines.get(0), Long.parseLong(lines.get(1)) * 512, lines.get(2));
    }

    private PluggedDisk attach(
            DiskConfig config, Path image, String serial, String port, List<Undo> undo)
            throws GuestException, InterruptedException {
        String protocol = "p-" + serial;
        String format = "f-" + serial;
        String device = "d-" + serial;
        String iothread = config.iothread() ? "t-" + serial : null;
        if (iothread != null) {
            qmp.execute("object-add", iothread(iothread));
            undo.add(() -> qmp.execute("object-del", json().put("id", iothread)));
        }
        qmp.execute("blockdev-add", protocolNode(config, image, protocol));
        undo.add(() -> removeNode(protocol));
        qmp.execute("blockdev-add", formatNode(config, format, protocol));
        undo.add(() -> removeNode(format));
        qmp.execute("device_add", device(config, device, format, serial, port, iothread));
        undo.add(() -> removeDevice(device));
        return new PluggedDisk(
                serial, "", config, image, device, protocol, format, iothread, port, Duration.ZERO);
    }

    /** What was said over QMP to plug a disk in, one JSON command each, for people to repeat. */
    static List<String> commands(PluggedDisk disk) {
        List<String> commands = new ArrayList<>();
        String iothread = disk.iothreadId();
        if (iothread != null) {
            commands.add(command("object-add", iothread(iothread)));
        }
        commands.add(
                command(
                        "blockdev-add",
                        protocolNode(disk.config(), disk.image(), disk.protocolNode())));
        commands.add(
                command(
                        "blockdev-add",
                        formatNode(disk.config(), disk.formatNode(), disk.protocolNode())));
        commands.add(
                command(
                        "device_add",
                        device(
                                disk.config(),
                                disk.deviceId(),
                                disk.formatNode(),
                                disk.serial(),
                                disk.port(),
                                iothread)));
        return commands;
    }

    private static String command(String name, ObjectNode arguments) {
        ObjectNode command = json().put("execute", name);
        command.set("arguments", arguments);
        return command.toString();
    }

    private static ObjectNode iothread(String id) {
        return json().put("qom-type", "iothread").put("id", id);
    }

    /** The node that opens the file: aio is its own, and O_DIRECT comes from its cache.direct. */
    static ObjectNode protocolNode(DiskConfig config, Path image, String node) {
        boolean device = Files.exists(image) && !Files.isRegularFile(image);
        ObjectNode options = json();
        options.put("driver", device ? "host_device" : "file");
        options.put("node-name", node);
        options.put("filename", image.toString());
        options.put("aio", config.aio().word());
        return common(config, options);
    }

    /**
     * The node that the device reads; without its own flags it would report a cache mode of old.
     */
    static ObjectNode formatNode(DiskConfig config, String node, String protocol) {
        ObjectNode options = json();
        options.put("driver", config.format().word());
        options.put("node-name", node);
        options.put("file", protocol);
        return common(config, options);
    }

    private static ObjectNode common(DiskConfig config, ObjectNode options) {
        options.putObject("cache")
                .put("direct", config.cache().direct())
                .put("no-flush", config.cache().noFlush());
        // QEMU's defaults for -blockdev, spelled out.
        return options.put("read-only", false).put("discard", "ignore").put("detect-zeroes", "off");
    }

    /**
     * The device. Errors go to the guest: by default QEMU would stop it on ENOSPC, which looks like
     * a guest that hangs.
     */
    static ObjectNode device(
            DiskConfig config,
            String id,
            String drive,
            String serial,
            String port,
            @Nullable String iothread) {
        ObjectNode options = json();
        switch (config.bus()) {
            case VIRTIO_BLK -> options.put("driver", "virtio-blk-pci");
        }
        options.put("id", id).put("drive", drive).put("serial", serial).put("bus", port);
        options.put("write-cache", config.cache().writeCache() ? "on" : "off");
        options.put("werror", "report").put("rerror", "report");
        if (iothread != null) {
            options.put("iothread", iothread);
        }
        return options;
    }

    private void removeDevice(String id) throws GuestException, InterruptedException {
        CompletableFuture<QmpClient.Event> deleted =
                qmp.expect(
                        event ->
                                event.name().equals("DEVICE_DELETED")
                                        && event.data().path("device").asString("").equals(id));
        qmp.execute("device_del", json().put("id", id));
        qmp.await(deleted, "unplugging " + id, DELETED_TIMEOUT);
    }

    private void removeNode(String node) throws GuestException, InterruptedException {
        qmp.execute("blockdev-del", json().put("node-name", node));
    }

    private static ObjectNode json() {
        return JsonMapper.shared().createObjectNode();
    }

    private interface Undo {
        void run() throws GuestException, InterruptedException;
    }

    private static void rollBack(List<Undo> undo, GuestException reason)
            throws InterruptedException {
        for (Undo step : undo.reversed()) {
            try {
                step.run();
            } catch (GuestException e) {
                reason.addSuppressed(e);
            }
        }
    }
}

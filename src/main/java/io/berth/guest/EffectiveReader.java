package io.berth.guest;

import static io.berth.guest.QmpCommand.json;

import io.berth.image.DiskImage;
import io.berth.plan.GuestConfig;
import io.berth.profile.Aio;
import io.berth.results.EffectiveDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Reads back what a plugged disk really is.
 *
 * <ul>
 *   <li>O_DIRECT: the flags of the image's file descriptors, /proc/PID/fdinfo (octal).
 *   <li>Cache flags: QMP query-named-block-nodes of all nodes; the device's write cache: QMP
 *       query-block, and what the guest shows.
 *   <li>Queues and virtqueues: QOM properties of the device, what the guest uses, and the features
 *       that its driver agreed to.
 *   <li>aio: QEMU does not tell it. It refuses what it cannot set up, but may fall back to threads
 *       later, with a line on stderr. So native counts only with a completion ring of Linux AIO
 *       mapped into the process ({@code /[aio]} in /proc/PID/maps), io_uring only with a ring among
 *       its file descriptors ({@code anon_inode:[io_uring]}), and none of them after such a line. A
 *       disk with an iothread adds a ring of its own; disks without share the main loop's.
 * </ul>
 */
final class EffectiveReader {

    /** QEMU 7.2, block/file-posix.c, raw_aio_attach_aio_context and its callers. */
    private static final String FALLBACK = "falling back to thread pool";

    private static final Duration SEEN_TIMEOUT = Duration.ofSeconds(5);

    private final int guest;
    private final GuestConfig machine;
    private final QemuProcess process;
    private final QmpClient qmp;
    private final HotPlug plug;
    private final Path proc;

    EffectiveReader(
            int guest, GuestConfig machine, QemuProcess process, QmpClient qmp, HotPlug plug) {
        this.guest = guest;
        this.machine = machine;
        this.process = process;
        this.qmp = qmp;
        this.plug = plug;
        this.proc = Path.of("/proc", Long.toString(process.pid()));
    }

    EffectiveDisk read(PluggedDisk disk) throws GuestException, InterruptedException {
        GuestDisk seen = plug.find(disk.config().bus(), disk.serial(), SEEN_TIMEOUT);
        JsonNode nodes = qmp.execute("query-named-block-nodes", json().put("flat", true));
        JsonNode device = device(disk);
        DiskWiring wiring = disk.wiring();
        List<FoundDisk.Node> protocols = nodes(nodes, wiring.protocolNodes());
        if (wiring.dataNode() != null) {
            protocols = new ArrayList<>(protocols);
            protocols.add(found(node(nodes, wiring.dataNode())));
        }
        List<Path> extents = extents(node(nodes, wiring.formatNodes().getFirst()), disk.image());
        String virtio = wiring.controllerId() == null ? wiring.deviceId() : wiring.controllerId();
        boolean scsi = wiring.controllerId() != null;
        try {
            return DiskSettings.compare(
                    guest,
                    machine,
                    disk.config(),
                    new FoundDisk(
                            fdFlags(disk.files(), extents),
                            protocols,
                            nodes(nodes, wiring.formatNodes()),
                            device.path("cache").path("writeback").asBoolean(),
                            device.path("backing_file_depth").asInt(),
                            aio(disk.config().aio(), extents),
                            hasIothread(wiring, virtio),
                            integer(virtio, scsi ? "num_queues" : "num-queues"),
                            integer(virtio, scsi ? "virtqueue_size" : "queue-size"),
                            bool(virtio, "packed"),
                            text("/machine", "type"),
                            seen));
        } catch (IOException e) {
            throw process.explain("its process cannot be read: " + e, e);
        }
    }

    private List<FoundDisk.Node> nodes(JsonNode all, List<String> names) throws GuestException {
        List<FoundDisk.Node> found = new ArrayList<>();
        for (String name : names) {
            found.add(found(node(all, name)));
        }
        return List.copyOf(found);
    }

    private static FoundDisk.Node found(JsonNode node) {
        return new FoundDisk.Node(
                node.path("node-name").asString(""),
                node.path("drv").asString(""),
                node.path("cache").path("direct").asBoolean(),
                node.path("cache").path("no-flush").asBoolean(),
                node.path("encrypted").asBoolean(),
                node.path("detect_zeroes").asString(""));
    }

    private JsonNode node(JsonNode nodes, String name) throws GuestException {
        for (JsonNode node : nodes) {
            if (node.path("node-name").asString("").equals(name)) {
                return node;
            }
        }
        throw process.explain("QEMU knows no block node " + name, null);
    }

    private JsonNode device(PluggedDisk disk) throws GuestException, InterruptedException {
        for (JsonNode device : qmp.execute("query-block")) {
            if (disk.isDevice(device.path("qdev").asString(""))) {
                return device.path("inserted");
            }
        }
        throw process.explain("QEMU knows no device " + disk.wiring().deviceId(), null);
    }

    /** The files beside a vmdk descriptor, which QEMU's vmdk driver opens by itself. */
    private static List<Path> extents(JsonNode format, Path active) {
        List<Path> extents = new ArrayList<>();
        JsonNode specific = format.path("image").path("format-specific").path("data");
        for (JsonNode extent : specific.path("extents")) {
            Path file = Path.of(extent.path("filename").asString(""));
            if (!file.equals(active)) {
                extents.add(file);
            }
        }
        return extents;
    }

    /** An iothread counts if the device is linked with it and it has a thread that lives. */
    private boolean hasIothread(DiskWiring wiring, String device)
            throws GuestException, InterruptedException {
        String id = wiring.iothreadId();
        if (id == null || !text(path(device), "iothread").equals("/objects/" + id)) {
            return false;
        }
        for (JsonNode thread : qmp.execute("query-iothreads")) {
            if (thread.path("id").asString("").equals(id)) {
                String tid = Long.toString(thread.path("thread-id").asLong());
                return Files.exists(proc.resolve("task").resolve(tid));
            }
        }
        return false;
    }

    private static String path(String device) {
        return "/machine/peripheral/" + device;
    }

    private @Nullable Integer integer(String device, String property)
            throws GuestException, InterruptedException {
        JsonNode value = property(path(device), property);
        return value == null ? null : (Integer) value.asInt();
    }

    private @Nullable Boolean bool(String device, String property)
            throws GuestException, InterruptedException {
        JsonNode value = property(path(device), property);
        return value == null ? null : (Boolean) value.asBoolean();
    }

    private String text(String path, String property) throws GuestException, InterruptedException {
        JsonNode value = property(path, property);
        return value == null ? "" : value.asString("");
    }

    /** A property of an object; null if it has none of this name. */
    private @Nullable JsonNode property(String path, String property)
            throws GuestException, InterruptedException {
        for (JsonNode known : qmp.execute("qom-list", json().put("path", path))) {
            if (known.path("name").asString("").equals(property)) {
                return qmp.execute("qom-get", json().put("path", path).put("property", property));
            }
        }
        return null;
    }

    /** The flags of all descriptors of all files of an image. */
    private SortedMap<Path, List<String>> fdFlags(DiskImage image, List<Path> extents)
            throws IOException {
        List<Path> files = new ArrayList<>();
        image.layers().forEach(layer -> files.add(layer.file()));
        if (image.dataFile() != null) {
            files.add(image.dataFile());
        }
        files.addAll(extents);
        SortedMap<Path, List<String>> flags = new TreeMap<>();
        for (Path file : files) {
            flags.put(file, fdFlags(file));
        }
        return flags;
    }

    /** The flags of all descriptors of a file, octal as the kernel prints them. */
    private List<String> fdFlags(Path image) throws IOException {
        Path real = image.toRealPath();
        var flags = new TreeSet<String>();
        for (Path fd : descriptors()) {
            try {
                if (Files.readSymbolicLink(fd).equals(real)) {
                    Path info = proc.resolve("fdinfo").resolve(fd.getFileName());
                    for (String line : Files.readAllLines(info)) {
                        if (line.startsWith("flags:")) {
                            flags.add(line.substring("flags:".length()).strip());
                        }
                    }
                }
            } catch (NoSuchFileException e) {
                continue; // closed since it was listed
            }
        }
        return List.copyOf(flags);
    }

    private String aio(Aio wanted, List<Path> extents) throws IOException {
        if (!extents.isEmpty()) {
            // vmdk_open_file opens them with the cache flags of its node, but no node takes an aio
            // for them: QEMU's default it is.
            return Aio.THREADS.word();
        }
        boolean fellBack = Files.readString(process.qemuLog()).contains(FALLBACK);
        return switch (wanted) {
            case THREADS -> Aio.THREADS.word();
            case NATIVE ->
                    fellBack
                            ? Aio.THREADS.word() + " (" + FALLBACK + ")"
                            : hasLinuxAio() ? Aio.NATIVE.word() : "threads (no AIO ring)";
            case IO_URING ->
                    fellBack
                            ? Aio.THREADS.word() + " (" + FALLBACK + ")"
                            : hasIoUring() ? Aio.IO_URING.word() : "threads (no io_uring)";
        };
    }

    private boolean hasLinuxAio() throws IOException {
        return Files.readAllLines(proc.resolve("maps")).stream()
                .anyMatch(m -> m.contains("/[aio]"));
    }

    private boolean hasIoUring() throws IOException {
        for (Path fd : descriptors()) {
            try {
                if (Files.readSymbolicLink(fd).toString().equals("anon_inode:[io_uring]")) {
                    return true;
                }
            } catch (NoSuchFileException e) {
                continue; // closed since it was listed
            }
        }
        return false;
    }

    private List<Path> descriptors() throws IOException {
        try (Stream<Path> entries = Files.list(proc.resolve("fd"))) {
            return entries.toList();
        }
    }
}

package io.berth.guest;

import io.berth.plan.DiskConfig;
import io.berth.profile.Aio;
import io.berth.results.EffectiveDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads back what a plugged disk really is.
 *
 * <ul>
 *   <li>O_DIRECT: the flags of the image's file descriptors, /proc/PID/fdinfo (octal).
 *   <li>Cache flags: QMP query-named-block-nodes of both nodes; the device's write cache: QMP
 *       query-block, and what the guest shows.
 *   <li>aio: QEMU does not tell it. It refuses what it cannot set up, but may fall back to threads
 *       later, with a line on stderr. So native counts only with a completion ring of Linux AIO
 *       mapped into the process ({@code /[aio]} in /proc/PID/maps), io_uring only with a ring among
 *       its file descriptors ({@code anon_inode:[io_uring]}), and none of them after such a line. A
 *       disk with an iothread adds a ring of its own; disks without share the main loop's.
 * </ul>
 */
final class EffectiveReader {

    /** O_DIRECT of Linux on x86 (asm-generic/fcntl.h). */
    private static final long O_DIRECT = 040000;

    /** QEMU 7.2, block/file-posix.c, raw_aio_attach_aio_context and its callers. */
    private static final String FALLBACK = "falling back to thread pool";

    private final int guest;
    private final QemuProcess process;
    private final QmpClient qmp;
    private final HotPlug plug;
    private final Path proc;

    EffectiveReader(int guest, QemuProcess process, QmpClient qmp, HotPlug plug) {
        this.guest = guest;
        this.process = process;
        this.qmp = qmp;
        this.plug = plug;
        this.proc = Path.of("/proc", Long.toString(process.pid()));
    }

    EffectiveDisk read(PluggedDisk disk) throws GuestException, InterruptedException {
        HotPlug.Seen seen = plug.find(disk.serial(), Duration.ofSeconds(5));
        JsonNode nodes =
                qmp.execute(
                        "query-named-block-nodes",
                        JsonMapper.shared().createObjectNode().put("flat", true));
        JsonNode protocol = node(nodes, disk.protocolNode());
        JsonNode format = node(nodes, disk.formatNode());
        JsonNode device = device(disk.formatNode());
        try {
            var found =
                    new Found(
                            fdFlags(disk.image()),
                            device.path("cache").path("writeback").asBoolean(),
                            protocol.path("cache").path("direct").asBoolean(),
                            protocol.path("cache").path("no-flush").asBoolean(),
                            format.path("cache").path("direct").asBoolean(),
                            format.path("cache").path("no-flush").asBoolean(),
                            aio(disk.config().aio()),
                            format.path("drv").asString(""),
                            seen);
            return found.against(guest, disk.config());
        } catch (IOException e) {
            throw process.explain("its process cannot be read: " + e, e);
        }
    }

    /** All that was read. */
    record Found(
            List<String> fdFlags,
            boolean writeback,
            boolean direct,
            boolean noFlush,
            boolean formatDirect,
            boolean formatNoFlush,
            String aio,
            String format,
            HotPlug.Seen seen) {

        /** Compares it with what was asked for. */
        EffectiveDisk against(int guest, DiskConfig config) {
            List<String> differ = new ArrayList<>();
            if (fdFlags.isEmpty()) {
                differ.add("QEMU has no file descriptor of the image");
            }
            for (String flags : fdFlags) {
                check(differ, "O_DIRECT of the image's fd", config.cache().direct(), direct(flags));
            }
            check(differ, "cache.direct of the protocol node", config.cache().direct(), direct);
            check(differ, "cache.direct of the format node", config.cache().direct(), formatDirect);
            check(differ, "cache.no-flush of the protocol node", config.cache().noFlush(), noFlush);
            check(
                    differ,
                    "cache.no-flush of the format node",
                    config.cache().noFlush(),
                    formatNoFlush);
            check(differ, "the device's write cache", config.cache().writeCache(), writeback);
            String writeCache = config.cache().writeCache() ? "write back" : "write through";
            check(differ, "the guest's write_cache", writeCache, seen.writeCache());
            check(differ, "aio", config.aio().word(), aio);
            check(differ, "format", config.format().word(), format);
            check(differ, "size in the guest", config.size().bytes(), seen.virtualBytes());
            return new EffectiveDisk(
                    guest,
                    fdFlags.isEmpty() ? null : fdFlags.getFirst(),
                    fdFlags.stream().anyMatch(Found::direct),
                    writeback,
                    direct,
                    noFlush,
                    aio,
                    format,
                    seen.virtualBytes(),
                    seen.device(),
                    seen.writeCache(),
                    List.of(),
                    List.copyOf(differ));
        }

        private static boolean direct(String flags) {
            return (Long.parseLong(flags, 8) & O_DIRECT) != 0;
        }

        private static void check(
                List<String> differ, String what, Object wanted, Object effective) {
            if (!wanted.equals(effective)) {
                differ.add(what + " is " + effective + ", not " + wanted);
            }
        }
    }

    private JsonNode node(JsonNode nodes, String name) throws GuestException {
        for (JsonNode node : nodes) {
            if (node.path("node-name").asString("").equals(name)) {
                return node;
            }
        }
        throw process.explain("QEMU knows no block node " + name, null);
    }

    private JsonNode device(String formatNode) throws GuestException, InterruptedException {
        for (JsonNode device : qmp.execute("query-block")) {
            JsonNode inserted = device.path("inserted");
            if (inserted.path("node-name").asString("").equals(formatNode)) {
                return inserted;
            }
        }
        throw process.explain("QEMU knows no device on block node " + formatNode, null);
    }

    /** The flags of all descriptors of the image, octal as the kernel prints them. */
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

    private String aio(Aio wanted) throws IOException {
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

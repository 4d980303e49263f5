package io.berth.image;

import io.berth.host.Commands;
import io.berth.host.Drain;
import io.berth.host.HostException;
import io.berth.host.Storage;
import io.berth.plan.ImageConfig;
import io.berth.profile.Format;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes every block of an image with random data, through its format, as a guest would.
 *
 * <p>qemu-storage-daemon opens the image with explicit nodes and serves it over NBD on a unix
 * socket; fio writes 1 MiB blocks in order, eight at a time, each filled anew from a generator that
 * is seeded per image. O_DIRECT is used where the storage directory takes it.
 */
final class ImageFill {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Duration READY_LIMIT = Duration.ofSeconds(20);
    private static final Duration STOP_LIMIT = Duration.ofMinutes(2);
    private static final long POLL_MS = 5;
    private static final long BLOCK_BYTES_MAX = 1 << 20;

    /** ENOSPC of asm-generic/errno-base.h. */
    private static final int NO_SPACE = 28;

    private ImageFill() {}

    /**
     * Fills an image; blocks until its data is on the device.
     *
     * @return wall time
     * @throws HostException if not every block was written; {@link StorageFull} if the disk is full
     */
    static Duration fill(Path file, ImageConfig config, long seed) {
        long startedNs = System.nanoTime();
        Path scratch = scratch();
        try {
            Path socket = scratch.resolve("nbd");
            Process daemon = startDaemon(file, config.format(), scratch, socket);
            try {
                write(file, config, seed, scratch, socket);
            } finally {
                stop(daemon, scratch);
            }
        } finally {
            remove(scratch);
        }
        Drain.drain(List.of(file));
        return Duration.ofNanos(System.nanoTime() - startedNs);
    }

    private static void write(Path file, ImageConfig config, long seed, Path scratch, Path socket) {
        long sizeBytes = config.size().bytes();
        Path answer = scratch.resolve("fio.json");
        Commands.Output output =
                Commands.run(
                        QemuImg.writeLimit(config.size()),
                        List.of(
                                "fio",
                                "--name=fill",
                                "--ioengine=nbd",
                                "--uri=nbd+unix:///disk?socket=" + socket,
                                "--thread",
                                "--rw=write",
                                "--bs=" + blockBytes(sizeBytes),
                                "--iodepth=8",
                                "--size=" + sizeBytes,
                                "--refill_buffers",
                                "--randrepeat=0",
                                "--randseed=" + seed,
                                "--end_fsync=1",
                                "--output-format=json",
                                "--output=" + answer));
        JsonNode job = job(answer, output);
        int error = job.path("error").asInt(-1);
        long written = job.path("write").path("io_bytes").asLong(-1);
        if (error == NO_SPACE) {
            throw StorageFull.whileMaking(config, file);
        }
        if (!output.ok() || error != 0 || written != sizeBytes) {
            throw new HostException(
                    "filling "
                            + file
                            + ": fio wrote "
                            + written
                            + " of "
                            + sizeBytes
                            + " bytes (errno "
                            + error
                            + "): "
                            + lastLine(output.stderr()),
                    "see 'dmesg' for errors of the disk");
        }
    }

    /** fio drops a last block that is not whole, so the block divides the size. */
    static long blockBytes(long sizeBytes) {
        return Math.min(BLOCK_BYTES_MAX, Long.lowestOneBit(sizeBytes));
    }

    private static JsonNode job(Path answer, Commands.Output output) {
        String text = Files.exists(answer) ? read(answer) : "";
        // The engine prints "connected to NBD server" into the same file, before the JSON.
        int brace = text.indexOf('{');
        try {
            if (brace >= 0) {
                return JSON.readTree(text.substring(brace)).path("jobs").path(0);
            }
        } catch (JacksonException e) {
            throw new HostException(
                    "fio's answer is no JSON: " + e.getOriginalMessage(), "try it by hand", e);
        }
        boolean noEngine = (text + output.stderr()).contains("not loadable");
        throw new HostException(
                "fio ended with exit code "
                        + output.exit()
                        + (noEngine ? " because it has no nbd engine: " : ": ")
                        + lastLine(output.stderr() + text),
                noEngine
                        ? "install a fio that was built with libnbd: 'apt-get install fio' or 'dnf"
                                + " install fio-engine-nbd'"
                        : "try '" + output.commandLine() + "' by hand");
    }

    private static Process startDaemon(Path file, Format format, Path scratch, Path socket) {
        boolean direct = Storage.directIoRefusal(parent(file)).isEmpty();
        Map<String, Object> cache = Map.of("direct", direct, "no-flush", false);
        Map<String, Object> protocol = new LinkedHashMap<>();
        protocol.put("driver", "file");
        protocol.put("node-name", "file0");
        protocol.put("filename", file.toString());
        protocol.put("cache", cache);
        Map<String, Object> disk = new LinkedHashMap<>();
        disk.put("driver", format.word());
        disk.put("node-name", "disk0");
        disk.put("file", "file0");
        disk.put("cache", cache);
        Path pidFile = scratch.resolve("pid");
        // The daemon ends with the thread that started it, which waits for it here.
        List<String> argv =
                List.of(
                        "setpriv",
                        "--pdeathsig",
                        "KILL",
                        "qemu-storage-daemon",
                        "--blockdev",
                        JSON.writeValueAsString(protocol),
                        "--blockdev",
                        JSON.writeValueAsString(disk),
                        "--nbd-server",
                        "addr.type=unix,addr.path=" + socket,
                        "--export",
                        "type=nbd,id=export0,node-name=disk0,name=disk,writable=on",
                        "--pidfile",
                        pidFile.toString());
        try {
            Process daemon =
                    new ProcessBuilder(argv)
                            .redirectErrorStream(true)
                            .redirectOutput(scratch.resolve("daemon.log").toFile())
                            .start();
            awaitReady(daemon, pidFile, scratch);
            return daemon;
        } catch (IOException e) {
            throw new HostException(
                    "qemu-storage-daemon cannot be started: " + e.getMessage(),
                    "try 'apt-get install util-linux qemu-system-common' or 'dnf install"
                            + " util-linux qemu-storage-daemon'",
                    e);
        }
    }

    /** The daemon writes its pid file once the export is there. */
    private static void awaitReady(Process daemon, Path pidFile, Path scratch) {
        long untilNs = System.nanoTime() + READY_LIMIT.toNanos();
        try {
            while (!Files.exists(pidFile)) {
                if (daemon.waitFor(POLL_MS, TimeUnit.MILLISECONDS)) {
                    throw daemonFailed("ended with exit code " + daemon.exitValue(), scratch);
                }
                if (System.nanoTime() > untilNs) {
                    throw daemonFailed(
                            "was not ready within " + READY_LIMIT.toSeconds() + " s", scratch);
                }
            }
        } catch (InterruptedException e) {
            daemon.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new HostException(
                    "interrupted while an image was filled", "start with --resume", e);
        } catch (HostException e) {
            daemon.destroyForcibly();
            throw e;
        }
    }

    /** A daemon that is asked to end flushes and closes the image first. */
    private static void stop(Process daemon, Path scratch) {
        daemon.destroy();
        try {
            if (!daemon.waitFor(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                daemon.destroyForcibly();
                throw daemonFailed(
                        "did not close the image within " + STOP_LIMIT.toSeconds() + " s", scratch);
            }
        } catch (InterruptedException e) {
            daemon.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new HostException(
                    "interrupted while an image was filled", "start with --resume", e);
        }
        if (daemon.exitValue() != 0) {
            throw daemonFailed("ended with exit code " + daemon.exitValue(), scratch);
        }
    }

    private static HostException daemonFailed(String what, Path scratch) {
        Path log = scratch.resolve("daemon.log");
        return new HostException(
                "qemu-storage-daemon " + what + ": " + (Files.exists(log) ? read(log).strip() : ""),
                "is the image in use, or the storage directory read-only?");
    }

    private static String lastLine(String text) {
        return text.strip().lines().reduce("it said nothing", (first, second) -> second);
    }

    private static Path parent(Path file) {
        Path parent = file.toAbsolutePath().getParent();
        return parent == null ? file : parent;
    }

    /** Not in the storage directory: a socket's path is limited to 107 bytes. */
    private static Path scratch() {
        try {
            return Files.createTempDirectory("berth-fill-");
        } catch (IOException e) {
            throw new HostException(
                    "no directory for a socket can be made: " + e.getMessage(),
                    "free space in /tmp or set TMPDIR",
                    e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new HostException(
                    file + " cannot be read: " + e.getMessage(), "start the run again", e);
        }
    }

    private static void remove(Path scratch) {
        RunDirectory.removeTree(scratch);
    }
}

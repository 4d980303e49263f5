package io.berth.image;

import io.berth.host.HostException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A qemu-storage-daemon that serves one image, as its nodes say, over NBD on a unix socket.
 *
 * <p>It ends with the thread that started it (PR_SET_PDEATHSIG), and is killed when its time limit
 * passes, which also ends every wait for its answers.
 */
final class StorageDaemon implements AutoCloseable {

    /** The name of the export. */
    static final String EXPORT = "disk";

    private static final Duration READY_LIMIT = Duration.ofSeconds(20);
    private static final Duration STOP_LIMIT = Duration.ofMinutes(2);
    private static final long POLL_MS = 5;

    private final Path scratch;
    private final Process process;
    private final CompletableFuture<Void> watchdog;
    private volatile boolean late;

    private StorageDaemon(Path scratch, Process process, Duration limit) {
        this.scratch = scratch;
        this.process = process;
        this.watchdog =
                CompletableFuture.runAsync(
                        this::expire,
                        CompletableFuture.delayedExecutor(limit.toMillis(), TimeUnit.MILLISECONDS));
    }

    private void expire() {
        if (process.isAlive()) {
            late = true;
            process.destroyForcibly();
        }
    }

    /**
     * Starts one.
     *
     * @param secret of encrypted layers
     * @param limit how long it may be needed
     * @throws HostException if the image cannot be opened
     */
    static StorageDaemon serve(
            Map<String, Object> image, @Nullable Path secret, boolean writable, Duration limit) {
        Path scratch = scratch();
        boolean started = false;
        try {
            Map<String, Object> node = new LinkedHashMap<>(image);
            node.put("node-name", "disk0");
            if (!writable) {
                node.put("read-only", true);
            }
            // The daemon ends with the thread that started it, which waits for it here.
            List<String> argv =
                    new ArrayList<>(
                            List.of("setpriv", "--pdeathsig", "KILL", "qemu-storage-daemon"));
            argv.addAll(Nodes.secretOption(secret));
            argv.addAll(
                    List.of(
                            "--blockdev",
                            Nodes.json(node),
                            "--nbd-server",
                            "addr.type=unix,addr.path=" + scratch.resolve("nbd"),
                            "--export",
                            "type=nbd,id=export0,node-name=disk0,name="
                                    + EXPORT
                                    + ",writable="
                                    + (writable ? "on" : "off"),
                            "--pidfile",
                            scratch.resolve("pid").toString()));
            Process process =
                    new ProcessBuilder(argv)
                            .redirectErrorStream(true)
                            .redirectOutput(scratch.resolve("daemon.log").toFile())
                            .start();
            StorageDaemon daemon = new StorageDaemon(scratch, process, limit);
            daemon.awaitReady();
            started = true;
            return daemon;
        } catch (IOException e) {
            throw new HostException(
                    "qemu-storage-daemon cannot be started: " + e.getMessage(),
                    "try 'apt-get install util-linux qemu-system-common' or 'dnf install"
                            + " util-linux qemu-storage-daemon'",
                    e);
        } finally {
            if (!started) {
                RunDirectory.removeTree(scratch);
            }
        }
    }

    Path socket() {
        return scratch.resolve("nbd");
    }

    /** Whether its time limit passed. */
    boolean late() {
        return late;
    }

    /** The daemon writes its pid file once the export is there. */
    private void awaitReady() {
        long untilNs = System.nanoTime() + READY_LIMIT.toNanos();
        try {
            while (!Files.exists(scratch.resolve("pid"))) {
                if (process.waitFor(POLL_MS, TimeUnit.MILLISECONDS)) {
                    throw failed("ended with exit code " + process.exitValue());
                }
                if (System.nanoTime() > untilNs) {
                    throw failed("was not ready within " + READY_LIMIT.toSeconds() + " s");
                }
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            throw interrupted(e);
        } catch (HostException e) {
            process.destroyForcibly();
            throw e;
        }
    }

    /** Asks it to end: it flushes and closes the image first. */
    @Override
    public void close() {
        watchdog.cancel(false);
        process.destroy();
        try {
            if (!process.waitFor(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
                throw failed("did not close the image within " + STOP_LIMIT.toSeconds() + " s");
            }
            if (process.exitValue() != 0 && !late) {
                throw failed("ended with exit code " + process.exitValue());
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            throw interrupted(e);
        } finally {
            RunDirectory.removeTree(scratch);
        }
    }

    static HostException interrupted(Exception e) {
        Thread.currentThread().interrupt();
        return new HostException("interrupted while an image was filled", "start with --resume", e);
    }

    private HostException failed(String what) {
        Path log = scratch.resolve("daemon.log");
        String said;
        try {
            said = Files.exists(log) ? Files.readString(log).strip() : "";
        } catch (IOException e) {
            said = log + " cannot be read: " + e.getMessage();
        }
        return new HostException(
                "qemu-storage-daemon " + what + ": " + said,
                "is the image in use, or the storage directory read-only?");
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
}

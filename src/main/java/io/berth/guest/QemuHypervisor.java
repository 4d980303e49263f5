package io.berth.guest;

import io.berth.host.Programs;
import io.berth.plan.GuestConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** QEMU processes on this host, each with a QMP socket and the guest agent's channel. */
public final class QemuHypervisor implements Hypervisor {

    /** sizeof(sockaddr_un.sun_path) on Linux, with the terminating zero (unix(7)). */
    private static final int SOCKET_PATH_BYTES = 108;

    private final Path qemu;

    /**
     * Takes the QEMU of this host.
     *
     * @throws GuestException if there is none
     */
    public QemuHypervisor() throws GuestException {
        this(installed());
    }

    QemuHypervisor(Path qemu) {
        this.qemu = qemu;
    }

    /** The program that runs guests. */
    public static Path installed() throws GuestException {
        return Programs.systemEmulator()
                .orElseThrow(
                        () ->
                                new GuestException(
                                        "QEMU",
                                        "neither qemu-system-x86_64 nor qemu-kvm is installed",
                                        "as root: apt-get install qemu-system-x86"));
    }

    @Override
    public Fleet boot(
            GuestConfig config,
            List<List<BootDisk>> disks,
            AcceleratorChoice accelerator,
            Appliance appliance,
            Path runtimeDirectory,
            Path logDirectory,
            Duration timeout)
            throws GuestException, InterruptedException {
        Deadline deadline = Deadline.in(timeout);
        Path sockets = socketDirectory(runtimeDirectory);
        var fleet =
                new QemuFleet(sockets.equals(runtimeDirectory.toAbsolutePath()) ? null : sockets);
        try {
            var starts = new ArrayList<Start>();
            for (int number = 1; number <= disks.size(); number++) {
                List<BootDisk> own = disks.get(number - 1);
                Path log = logDirectory.resolve(String.format(Locale.ROOT, "guest-%02d", number));
                createDirectories(log);
                var files =
                        new QemuCommandLine.Files(
                                socket(sockets, number, "qmp"),
                                socket(sockets, number, "ga"),
                                log.resolve("serial.log").toAbsolutePath());
                List<String> line =
                        QemuCommandLine.of(
                                qemu,
                                number,
                                config,
                                accelerator.accelerator(),
                                appliance,
                                files,
                                own);
                long startedNs = System.nanoTime();
                var process =
                        QemuProcess.start(
                                QemuGuest.where(number),
                                line,
                                files.serialLog(),
                                log.resolve("qemu.log").toAbsolutePath());
                fleet.add(process, files);
                starts.add(new Start(number, config, process, files, own, startedNs));
            }
            fleet.booted(awaitAll(starts, deadline, fleet));
            return fleet;
        } catch (GuestException | InterruptedException | RuntimeException e) {
            try {
                fleet.close();
            } catch (RuntimeException closing) {
                e.addSuppressed(closing);
            }
            throw e;
        }
    }

    private record Start(
            int number,
            GuestConfig config,
            QemuProcess process,
            QemuCommandLine.Files files,
            List<BootDisk> disks,
            long startedNs) {}

    private static List<QemuGuest> awaitAll(List<Start> starts, Deadline deadline, QemuFleet fleet)
            throws GuestException, InterruptedException {
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        try {
            var completion = new ExecutorCompletionService<QemuGuest>(threads);
            var futures = new ArrayList<Future<QemuGuest>>();
            for (Start start : starts) {
                futures.add(
                        completion.submit(
                                () ->
                                        QemuGuest.await(
                                                start.number(),
                                                start.process(),
                                                start.config(),
                                                start.files(),
                                                start.disks(),
                                                start.startedNs(),
                                                deadline)));
            }
            @Nullable GuestException failure = null;
            for (int i = 0; i < starts.size() && failure == null; i++) {
                // Each ends by the deadline, or soon after by the timeout of a command.
                failure = failure(completion.take());
            }
            if (failure != null) {
                fleet.close(); // the others fail at once
                throw failure;
            }
            return futures.stream().map(Future::resultNow).toList();
        } finally {
            threads.shutdownNow();
            if (!threads.awaitTermination(10, TimeUnit.SECONDS)) {
                throw new IllegalStateException("waiting for guests does not end");
            }
        }
    }

    private static @Nullable GuestException failure(Future<QemuGuest> done)
            throws InterruptedException {
        try {
            done.get();
            return null;
        } catch (ExecutionException e) {
            return switch (e.getCause()) {
                case GuestException guest -> guest;
                case RuntimeException bug -> throw bug;
                case null, default -> throw new IllegalStateException(e.getCause());
            };
        }
    }

    private static Path socket(Path directory, int number, String kind) throws GuestException {
        Path socket = directory.resolve(String.format(Locale.ROOT, "g%02d.%s", number, kind));
        try {
            Files.deleteIfExists(socket); // of a run that was killed
        } catch (IOException e) {
            throw unwritable(directory, e);
        }
        return socket;
    }

    /** The directory asked for, or one with a short path if sockets in it would not work. */
    private static Path socketDirectory(Path wanted) throws GuestException {
        Path longest = wanted.toAbsolutePath().resolve("g0000.qmp");
        try {
            if (longest.toString().getBytes(StandardCharsets.UTF_8).length < SOCKET_PATH_BYTES) {
                return Files.createDirectories(wanted).toAbsolutePath();
            }
            Path run = Path.of("/run");
            return Files.isWritable(run)
                    ? Files.createTempDirectory(run, "berth-")
                    : Files.createTempDirectory("berth-");
        } catch (IOException e) {
            throw unwritable(wanted, e);
        }
    }

    private static void createDirectories(Path directory) throws GuestException {
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw unwritable(directory, e);
        }
    }

    private static GuestException unwritable(Path directory, IOException e) {
        return new GuestException(
                "QEMU",
                directory + " cannot be written: " + e,
                "give it to this user, or name another directory",
                e);
    }
}

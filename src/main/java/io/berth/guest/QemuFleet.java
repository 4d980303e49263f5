package io.berth.guest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** QEMU processes, booted or about to, that end together. */
final class QemuFleet implements Fleet {

    /** How long each way to end the guests gets; together less than 5 s. */
    private static final Duration QUIT = Duration.ofMillis(1500);

    private static final Duration TERMINATE = Duration.ofMillis(1500);
    private static final Duration KILL = Duration.ofMillis(1500);

    private final List<QemuProcess> processes = new ArrayList<>();
    private final List<Path> sockets = new ArrayList<>();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final @Nullable Path temporary;
    private List<QemuGuest> guests = List.of();

    /**
     * @param temporary a directory to remove in the end; null if there is none
     */
    QemuFleet(@Nullable Path temporary) {
        this.temporary = temporary;
    }

    void add(QemuProcess process, QemuCommandLine.Files files) {
        processes.add(process);
        sockets.add(files.qmpSocket());
        sockets.add(files.agentSocket());
    }

    void booted(List<QemuGuest> all) {
        guests = List.copyOf(all);
    }

    @Override
    public List<Guest> guests() {
        return List.copyOf(guests);
    }

    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        // Guests have to end even if whoever closes has been interrupted.
        boolean interrupted = Thread.interrupted();
        try {
            end();
            guests.forEach(QemuGuest::disconnect);
            for (Path socket : sockets) {
                Files.deleteIfExists(socket);
            }
            if (temporary != null) {
                Files.deleteIfExists(temporary);
            }
        } catch (InterruptedException e) {
            interrupted = true;
            processes.forEach(QemuProcess::kill);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void end() throws InterruptedException {
        for (QemuGuest guest : guests) {
            try {
                guest.quit();
            } catch (GuestException _) {
                // It has gone, or does not listen: SIGTERM is next, whatever the reason.
            }
        }
        // A process that has not booted yet has no QMP connection to quit by.
        if (!guests.isEmpty() && ended(QUIT)) {
            return;
        }
        processes.forEach(QemuProcess::terminate);
        if (ended(TERMINATE)) {
            return;
        }
        processes.forEach(QemuProcess::kill);
        if (!ended(KILL)) {
            throw new IllegalStateException(
                    "QEMU does not end on SIGKILL: it waits for storage (state D), processes "
                            + processes.stream()
                                    .filter(QemuProcess::alive)
                                    .map(QemuProcess::pid)
                                    .toList());
        }
    }

    private boolean ended(Duration timeout) throws InterruptedException {
        Deadline deadline = Deadline.in(timeout);
        boolean all = true;
        for (QemuProcess process : processes) {
            all &= process.ended(deadline.left());
        }
        return all;
    }
}

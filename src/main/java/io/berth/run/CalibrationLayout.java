package io.berth.run;

import io.berth.calibration.Row;
import io.berth.calibration.Schedule;
import io.berth.host.HostException;
import io.berth.host.PageCacheState;
import io.berth.host.Storage;
import io.berth.units.ByteSize;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * The files that a calibration works on: written whole, with data that neither compresses nor
 * repeats, and removed when it is over.
 */
final class CalibrationLayout implements AutoCloseable {

    private static final int CHUNK_BYTES = 1 << 20;

    /** What a file system keeps for itself, and what others write meanwhile. */
    private static final long SPARE_BYTES = 256L << 20;

    private final Schedule schedule;
    private final boolean keep;

    private CalibrationLayout(Schedule schedule, boolean keep) {
        this.schedule = schedule;
        this.keep = keep;
    }

    /**
     * Checks the directory and its room, and writes the files.
     *
     * @param keep whether they stay
     * @throws HostException with the remedy, if that cannot be done; then nothing stays
     */
    static CalibrationLayout write(Schedule schedule, boolean keep, CalibrationEvents events) {
        requireRoom(schedule);
        boolean done = false;
        // A file that is there already is somebody else's, and close() would remove it.
        requireAbsent(schedule.file());
        requireAbsent(schedule.cachedFile());
        CalibrationLayout layout = new CalibrationLayout(schedule, keep);
        try {
            requireDirect(schedule);
            layout.layOut(schedule.file(), schedule.fileBytes(), events);
            PageCacheState.makeCold(List.of(schedule.file()));
            if (schedule.cachedBytes() > 0) {
                layout.layOut(schedule.cachedFile(), schedule.cachedBytes(), events);
                PageCacheState.makeWarm(List.of(schedule.cachedFile()));
            }
            done = true;
            return layout;
        } finally {
            if (!done) {
                layout.remove();
            }
        }
    }

    /**
     * Whether there is room for the files; looks at nothing else.
     *
     * @throws HostException if there is none
     */
    static void requireRoom(Schedule schedule) {
        Path directory = schedule.directory();
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new HostException(
                    directory + " cannot be made: " + e,
                    "name a directory on the storage to calibrate on",
                    e);
        }
        long free = directory.toFile().getUsableSpace();
        if (schedule.bytes() + SPARE_BYTES > free) {
            throw new HostException(
                    "the calibration needs "
                            + ByteSize.of(schedule.bytes()).display()
                            + " in "
                            + directory
                            + ", where "
                            + ByteSize.of(free).display()
                            + " are free",
                    "free space ('df -h "
                            + directory
                            + "'), name another directory, or give a smaller --size");
        }
    }

    private static void requireAbsent(Path file) {
        if (Files.exists(file)) {
            throw new HostException(
                    file + " is there already, left by --keep or by a calibration that was killed",
                    "unless one is running, remove it: rm " + file);
        }
    }

    private static void requireDirect(Schedule schedule) {
        if (schedule.rows().stream().anyMatch(Row::direct)) {
            Optional<String> refusal = Storage.directIoRefusal(schedule.directory());
            if (refusal.isPresent()) {
                throw new HostException(
                        schedule.directory() + " does not take O_DIRECT: " + refusal.get(),
                        "name a directory on a disk's file system, or rows that are cached with"
                                + " --grid");
            }
        }
    }

    private void layOut(Path file, long bytes, CalibrationEvents events) {
        events.layingOut(file, bytes);
        SplittableRandom random = new SplittableRandom(schedule.seed());
        byte[] chunk = new byte[CHUNK_BYTES];
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            for (long at = 0; at < bytes; at += CHUNK_BYTES) {
                random.nextBytes(chunk);
                ByteBuffer buffer =
                        ByteBuffer.wrap(chunk, 0, (int) Math.min(CHUNK_BYTES, bytes - at));
                while (buffer.hasRemaining()) {
                    channel.write(buffer);
                }
            }
            channel.force(true);
        } catch (FileAlreadyExistsException e) {
            throw new HostException(
                    file + " is there already", "another calibration runs here; wait for it", e);
        } catch (IOException e) {
            throw new HostException(
                    file + " cannot be written: " + e,
                    "check room and permissions ('df -h', 'ls -ld'), or name another directory",
                    e);
        }
    }

    /** Makes what a row reads as the row needs it, and says how much of it is cached. */
    void prepare(Row row) {
        if (row.cached()) {
            PageCacheState.makeWarm(List.of(schedule.cachedFile()));
        }
    }

    @Override
    public void close() {
        if (!keep) {
            remove();
        }
    }

    private void remove() {
        for (Path file : List.of(schedule.file(), schedule.cachedFile())) {
            try {
                Files.deleteIfExists(file);
            } catch (IOException e) {
                throw new HostException(file + " cannot be removed: " + e, "rm " + file, e);
            }
        }
    }
}

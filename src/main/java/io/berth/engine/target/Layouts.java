package io.berth.engine.target;

import io.berth.engine.ffi.Descriptor;
import io.berth.engine.ffi.Errno;
import io.berth.engine.ffi.OpenFlags;
import io.berth.engine.ffi.SystemCallException;
import io.berth.engine.job.Buffers;
import io.berth.engine.job.Files.Allocation;
import io.berth.engine.job.Job;
import io.berth.engine.result.Progress;
import io.berth.units.ByteSize;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;

/**
 * Lays out files: makes what is missing and lengthens what is too short. What is there stays as it
 * is: nothing is truncated, and only the part that is added is written. When a step fails or the
 * thread is interrupted, files and directories that were made here are removed again.
 */
final class Layouts {

    /**
     * A file to be made or lengthened.
     *
     * @param make whether it is missing
     * @param fromBytes its length before
     * @param toBytes its length after
     * @param written whether the added part is filled with data, else it is only allocated
     */
    record Step(Job job, Path file, boolean make, long fromBytes, long toBytes, boolean written) {}

    private static final int CHUNK_BYTES = 1 << 20;

    /** linux/falloc.h. */
    private static final int FALLOC_FL_KEEP_SIZE = 1;

    private final Progress progress;
    private final List<Path> made = new ArrayList<>();

    Layouts(Progress progress) {
        this.progress = progress;
    }

    /** Takes all steps, in order. */
    void take(List<Step> steps) throws InterruptedException {
        tell(steps);
        boolean done = false;
        try {
            for (Step step : steps) {
                take(step);
            }
            done = true;
        } finally {
            if (!done) {
                removeMade();
            }
        }
    }

    private void tell(List<Step> steps) {
        List<Step> written = steps.stream().filter(Step::written).toList();
        if (!written.isEmpty()) {
            long bytes = written.stream().mapToLong(s -> s.toBytes() - s.fromBytes()).sum();
            progress.phase(
                    "laying out "
                            + written.size()
                            + (written.size() == 1 ? " file, " : " files, ")
                            + ByteSize.of(bytes).display());
        }
        for (Step step : steps) {
            if (!step.make() && step.toBytes() > step.fromBytes()) {
                progress.notice(
                        step.file()
                                + " is lengthened from "
                                + ByteSize.of(step.fromBytes()).display()
                                + " to "
                                + ByteSize.of(step.toBytes()).display()
                                + "; what it holds stays");
            }
        }
    }

    private void take(Step step) throws InterruptedException {
        Path file = step.file();
        try {
            if (step.make()) {
                makeDirectories(Objects.requireNonNull(file.getParent()));
            }
            int flags =
                    OpenFlags.O_WRONLY | (step.make() ? OpenFlags.O_CREAT | OpenFlags.O_EXCL : 0);
            try (Descriptor open = Descriptor.open(file, flags)) {
                if (step.make()) {
                    made.add(file);
                }
                allocate(step, open);
                if (step.written()) {
                    fill(step, open);
                }
                require(step, "fsync", open.sync(false));
                open.dropCached(0, 0);
            }
        } catch (SystemCallException | IOException e) {
            throw Refusal.host(
                    file + " cannot be laid out: " + e.getMessage(),
                    "check room, quota ('quota') and permissions of " + file.getParent(),
                    e);
        }
    }

    private void makeDirectories(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            Path above = directory.getParent();
            if (above != null) {
                makeDirectories(above);
            }
            Files.createDirectory(directory);
            made.add(directory);
        }
    }

    private void allocate(Step step, Descriptor open) throws IOException, InterruptedException {
        long length = step.toBytes() - step.fromBytes();
        if (length <= 0) {
            return;
        }
        Allocation allocation = step.job().files().allocation();
        switch (allocation) {
            case NONE -> {}
            case TRUNCATE -> {
                try (RandomAccessFile file = new RandomAccessFile(step.file().toFile(), "rw")) {
                    // Another may have lengthened it since: never shorter.
                    file.setLength(Math.max(file.length(), step.toBytes()));
                }
            }
            case NATIVE, KEEP, POSIX -> {
                int mode = allocation == Allocation.KEEP ? FALLOC_FL_KEEP_SIZE : 0;
                int code = open.allocate(mode, step.fromBytes(), length);
                if (code != -Errno.EOPNOTSUPP) {
                    require(step, "fallocate", code);
                } else if (allocation == Allocation.POSIX) {
                    // As the C library's posix_fallocate does without the system call.
                    pour(step, open, ByteBuffer.allocateDirect(CHUNK_BYTES), new Zeroes());
                } else {
                    progress.notice(
                            "the file system of "
                                    + step.file()
                                    + " does not do fallocate: its blocks are allocated as they"
                                    + " are written");
                }
            }
        }
    }

    private void fill(Step step, Descriptor open) throws InterruptedException {
        Buffers buffers = step.job().buffers();
        ByteBuffer buffer = ByteBuffer.allocateDirect(CHUNK_BYTES);
        pour(
                step,
                open,
                buffer,
                buffers.content() == Buffers.Content.ZERO
                        ? new Zeroes()
                        : new Noise(step.job(), buffers.compressPercentage()));
    }

    /** Writes the added part, a chunk at a time. */
    private void pour(Step step, Descriptor open, ByteBuffer buffer, Content content)
            throws InterruptedException {
        for (long at = step.fromBytes(); at < step.toBytes(); ) {
            if (Thread.interrupted()) {
                throw new InterruptedException("while laying out " + step.file());
            }
            buffer.clear().limit((int) Math.min(CHUNK_BYTES, step.toBytes() - at));
            content.fill(buffer);
            while (buffer.hasRemaining()) {
                int done = open.write(buffer, at);
                if (done == -Errno.EINTR) {
                    continue;
                }
                require(step, "write at offset " + at, done == 0 ? -Errno.EIO : done);
                buffer.position(buffer.position() + done);
                at += done;
            }
        }
    }

    private static void require(Step step, String symbol, int code) {
        if (code < 0) {
            throw new SystemCallException(symbol, step.file().toString(), -code);
        }
    }

    private void removeMade() {
        for (Path path : made.reversed()) {
            try {
                Files.deleteIfExists(path);
            } catch (IOException e) {
                progress.notice(path + " was begun and cannot be removed: " + e.getMessage());
            }
        }
    }

    /** What files are filled with. */
    private sealed interface Content {
        void fill(ByteBuffer buffer);
    }

    private record Zeroes() implements Content {
        @Override
        public void fill(ByteBuffer buffer) {
            // A direct buffer begins as zeroes, and nobody writes into it.
        }
    }

    /** Random data, of each block the share at its end zero that is to compress away. */
    private static final class Noise implements Content {

        private final SplittableRandom random;
        private final int blockBytes;
        private final int randomBytes;

        Noise(Job job, int compressPercentage) {
            random = new SplittableRandom(job.seed());
            blockBytes =
                    (int) Math.clamp(job.access().maxBytes(), 1024L, CHUNK_BYTES) & -Long.BYTES;
            randomBytes =
                    (int) ((long) blockBytes * (100 - compressPercentage) / 100) & -Long.BYTES;
        }

        @Override
        public void fill(ByteBuffer buffer) {
            int end = buffer.limit();
            // Whole longs, also past a limit that is no multiple of them; capacity is one.
            buffer.limit(buffer.capacity());
            for (int at = 0; at < end; at += Long.BYTES) {
                buffer.putLong(at, at % blockBytes < randomBytes ? random.nextLong() : 0);
            }
            buffer.limit(end);
        }
    }
}

package io.berth.engine.loop;

import com.sun.nio.file.ExtendedOpenOption;
import io.berth.engine.ffi.Errno;
import io.berth.engine.ffi.IoBuffers;
import io.berth.engine.job.EngineException;
import io.berth.engine.job.EngineException.Cause;
import io.berth.engine.job.Job;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** Java's own FileChannel, on the thread of the job. */
final class ChannelTransport implements Transport {
    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

    /** Only one at a time looks which descriptor is new. */
    private static final Object OPENING = new Object();

    private final List<FileChannel> channels;
    private final ByteBuffer[] views;
    private int flags = -1;

    private ChannelTransport(List<FileChannel> channels, IoBuffers buffers) {
        this.channels = channels;
        views = new ByteBuffer[buffers.count()];
        for (int i = 0; i < views.length; i++) {
            views[i] = buffers.view(i);
        }
    }

    /** Opens the files; O_DIRECT only for a job that has it and files that are real. */
    static ChannelTransport open(Job job, List<Path> paths, boolean direct, IoBuffers buffers) {
        Set<OpenOption> options = new HashSet<>();
        options.add(StandardOpenOption.READ);
        if (job.access().rw().writes() && !job.files().readOnly()) {
            options.add(StandardOpenOption.WRITE);
        }
        if (direct) {
            options.add(ExtendedOpenOption.DIRECT);
        }
        switch (job.sync().open()) {
            case NONE -> {}
            case DSYNC -> options.add(StandardOpenOption.DSYNC);
            case SYNC -> options.add(StandardOpenOption.SYNC);
        }
        List<FileChannel> channels = new ArrayList<>();
        ChannelTransport transport = new ChannelTransport(channels, buffers);
        for (Path path : paths) {
            try {
                transport.open(path, options);
            } catch (IOException | UnsupportedOperationException e) {
                transport.close();
                throw new EngineException(
                        Cause.HOST,
                        job.name()
                                + ": FileChannel cannot open "
                                + path
                                + " with "
                                + options
                                + ": "
                                + e.getMessage(),
                        e);
            }
        }
        return transport;
    }

    /** FileChannel does not tell its descriptor: it is the new one that leads to the file. */
    private void open(Path path, Set<OpenOption> options) throws IOException {
        synchronized (OPENING) {
            Set<Path> before = leadingTo(path);
            channels.add(FileChannel.open(path, options));
            Set<Path> opened = leadingTo(path);
            opened.removeAll(before);
            for (Path descriptor : opened) {
                flags &= flags(descriptor.getFileName().toString());
            }
        }
    }

    private static Set<Path> leadingTo(Path path) throws IOException {
        Path real = path.toRealPath();
        List<Path> all;
        try (Stream<Path> listed = Files.list(DESCRIPTORS)) {
            all = listed.toList();
        }
        Set<Path> leading = new HashSet<>();
        for (Path descriptor : all) {
            try {
                if (Files.readSymbolicLink(descriptor).equals(real)) {
                    leading.add(descriptor);
                }
            } catch (NoSuchFileException e) {
                // Closed meanwhile, as the one that listed the directory always is.
                continue;
            }
        }
        return leading;
    }

    /** The octal flags in {@code /proc/self/fdinfo}: proc(5). */
    private static int flags(String descriptor) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/fdinfo", descriptor))) {
            if (line.startsWith("flags:")) {
                return (int) Long.parseLong(line.substring("flags:".length()).strip(), 8);
            }
        }
        throw new IOException("/proc/self/fdinfo/" + descriptor + " has no flags");
    }

    /** The flags that all files have, as the kernel holds them. */
    int flags() {
        return flags;
    }

    @Override
    public int transfer(int op, int file, int buffer, int at, int length, long offset) {
        ByteBuffer view = views[buffer];
        view.limit(at + length).position(at);
        try {
            FileChannel channel = channels.get(file);
            // The end of the file is -1 here, 0 elsewhere.
            return Math.max(
                    0, op == Op.READ ? channel.read(view, offset) : channel.write(view, offset));
        } catch (IOException e) {
            return negatedErrno(e);
        }
    }

    @Override
    public int sync(int file, boolean dataOnly) {
        try {
            channels.get(file).force(!dataOnly);
            return 0;
        } catch (IOException e) {
            return negatedErrno(e);
        }
    }

    /** FileChannel tells the C library's message alone. */
    private static int negatedErrno(IOException e) {
        int errno = Errno.ofMessage(String.valueOf(e.getMessage()));
        if (errno == 0) {
            throw new UncheckedIOException(e);
        }
        return -errno;
    }

    @Override
    public void sleep(long ns) {
        LockSupport.parkNanos(ns);
    }

    @Override
    public void close() {
        for (FileChannel channel : channels) {
            try {
                channel.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        channels.clear();
    }
}

package io.berth.engine.loop;

import io.berth.engine.ffi.Descriptor;
import io.berth.engine.ffi.IoBuffers;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** pread(2) and pwrite(2). The descriptors and buffers belong to its maker. */
final class PsyncTransport implements Transport {
    private final Descriptor[] files;
    private final IoBuffers buffers;

    PsyncTransport(List<Descriptor> files, IoBuffers buffers) {
        this.files = files.toArray(Descriptor[]::new);
        this.buffers = buffers;
    }

    @Override
    public int transfer(int op, int file, int buffer, int at, int length, long offset) {
        return op == Op.READ
                ? files[file].read(buffers, buffer, at, length, offset)
                : files[file].write(buffers, buffer, at, length, offset);
    }

    @Override
    public int sync(int file, boolean dataOnly) {
        return files[file].sync(dataOnly);
    }

    @Override
    public void sleep(long ns) {
        LockSupport.parkNanos(ns);
    }

    @Override
    public void close() {}
}

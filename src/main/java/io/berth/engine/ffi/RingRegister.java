package io.berth.engine.ffi;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * What a ring's owner registers with it, io_uring_register(2), so that the kernel need not look it
 * up or pin it for each I/O. Each method gives 0 or the errno.
 */
record RingRegister(int ringFd) {
    private static final long IOVEC_BYTES = 16;

    private record Symbols(MethodHandle register) {}

    private static final Symbols C =
            new Symbols(
                    Native.linkVariadic(
                            "syscall", 1, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_INT, ADDRESS,
                            JAVA_INT));

    int files(int[] descriptors) {
        try (Arena local = Arena.ofConfined()) {
            MemorySegment list = local.allocateFrom(JAVA_INT, descriptors);
            return errno(register(RingAbi.REGISTER_FILES, list, descriptors.length));
        }
    }

    int buffers(IoBuffers buffers) {
        try (Arena local = Arena.ofConfined()) {
            MemorySegment iovecs = local.allocate(IOVEC_BYTES * buffers.count(), 8);
            for (int i = 0; i < buffers.count(); i++) {
                iovecs.set(JAVA_LONG, IOVEC_BYTES * i, buffers.address(i, 0, 0));
                iovecs.set(JAVA_LONG, IOVEC_BYTES * i + 8, buffers.strideBytes());
            }
            return errno(register(RingAbi.REGISTER_BUFFERS, iovecs, buffers.count()));
        }
    }

    /** The ring itself: its index in place of its descriptor (Linux 5.18), or -1. */
    int ring() {
        try (Arena local = Arena.ofConfined()) {
            // struct io_uring_rsrc_update: offset (-1: any), padding, data (the descriptor).
            MemorySegment update = local.allocate(16, 8);
            update.set(JAVA_INT, 0, -1);
            update.set(JAVA_LONG, 8, ringFd);
            return register(RingAbi.REGISTER_RING_FDS, update, 1) == 1
                    ? update.get(JAVA_INT, 0)
                    : -1;
        }
    }

    int noFiles() {
        return errno(register(RingAbi.UNREGISTER_FILES, MemorySegment.NULL, 0));
    }

    int noBuffers() {
        return errno(register(RingAbi.UNREGISTER_BUFFERS, MemorySegment.NULL, 0));
    }

    private static int errno(long code) {
        return code < 0 ? (int) -code : 0;
    }

    /** What the call gave, or the errno negated. */
    private long register(int what, MemorySegment argument, int count) {
        MemorySegment capture = Native.capture();
        try {
            long code =
                    (long)
                            C.register.invokeExact(
                                    capture, RingAbi.SYS_REGISTER, ringFd, what, argument, count);
            return code < 0 ? -Native.errno(capture) : code;
        } catch (Throwable e) {
            throw Native.impossible(e);
        }
    }
}

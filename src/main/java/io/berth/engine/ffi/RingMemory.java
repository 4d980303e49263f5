package io.berth.engine.ffi;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * A ring's descriptor and the memory that it shares with the kernel, all mapped while the arena
 * lives.
 *
 * @param ring head, tail and entries of both queues; offsets in it are those of {@code params}
 * @param sqes the submission entries
 * @param params struct io_uring_params as the kernel filled it
 */
@SuppressWarnings("restricted")
record RingMemory(int fd, MemorySegment ring, MemorySegment sqes, MemorySegment params) {

    /** How long SQPOLL's kernel thread spins before it sleeps. */
    private static final int SQ_THREAD_IDLE_MS = 100;

    private record Symbols(MethodHandle setup, MethodHandle close) {}

    private static final Symbols C =
            new Symbols(
                    Native.linkVariadic("syscall", 1, JAVA_LONG, JAVA_LONG, JAVA_INT, ADDRESS),
                    Native.link("close", JAVA_INT, JAVA_INT));

    /** Sets a ring up with just these flags; everything is undone when the arena closes. */
    static RingMemory open(Arena arena, int entries, int flags) {
        MemorySegment params = arena.allocate(RingAbi.PARAMS_BYTES, 8);
        params.set(JAVA_INT, RingAbi.PARAMS_CQ_ENTRIES, 2 * entries);
        params.set(JAVA_INT, RingAbi.PARAMS_FLAGS, flags);
        params.set(JAVA_INT, RingAbi.PARAMS_SQ_THREAD_IDLE, SQ_THREAD_IDLE_MS);
        int fd = setup(entries, params);
        // Closed last: an arena's own actions run in the reverse order of their making.
        MemorySegment.NULL.reinterpret(arena, _ -> close(fd));
        if ((params.get(JAVA_INT, RingAbi.PARAMS_FEATURES) & RingAbi.FEAT_SINGLE_MMAP) == 0) {
            // Older than Linux 5.4: what such a kernel would need is not worth having.
            throw new SystemCallException(
                    "io_uring_setup", "a kernel without FEAT_SINGLE_MMAP", Errno.ENOSYS);
        }
        long sqEnd =
                params.get(JAVA_INT, RingAbi.SQ_ARRAY)
                        + 4L * params.get(JAVA_INT, RingAbi.PARAMS_SQ_ENTRIES);
        long cqEnd =
                params.get(JAVA_INT, RingAbi.CQ_CQES)
                        + RingAbi.CQE_BYTES * params.get(JAVA_INT, RingAbi.PARAMS_CQ_ENTRIES);
        long sqesBytes = RingAbi.SQE_BYTES * params.get(JAVA_INT, RingAbi.PARAMS_SQ_ENTRIES);
        return new RingMemory(
                fd,
                map(arena, fd, Math.max(sqEnd, cqEnd), RingAbi.OFF_SQ_RING),
                map(arena, fd, sqesBytes, RingAbi.OFF_SQES),
                params);
    }

    private static int setup(int entries, MemorySegment params) {
        MemorySegment capture = Native.capture();
        try {
            long fd = (long) C.setup.invokeExact(capture, RingAbi.SYS_SETUP, entries, params);
            if (fd < 0) {
                throw new SystemCallException(
                        "io_uring_setup", entries + " entries", Native.errno(capture));
            }
            return (int) fd;
        } catch (Throwable e) {
            throw Native.impossible(e);
        }
    }

    private static MemorySegment map(Arena arena, int fd, long bytes, long at) {
        Mapping mapping = Mapping.map(bytes, Mapping.MAP_SHARED_POPULATE, fd, at, "io_uring");
        return MemorySegment.ofAddress(mapping.address())
                .reinterpret(bytes, arena, _ -> mapping.unmap());
    }

    private static void close(int fd) {
        MemorySegment capture = Native.capture();
        try {
            int code = (int) C.close.invokeExact(capture, fd);
            if (code < 0) {
                throw new SystemCallException("close", "io_uring", Native.errno(capture));
            }
        } catch (Throwable e) {
            throw Native.impossible(e);
        }
    }
}

package io.berth.engine.ffi;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * Mapped memory, readable and writable: by address, as its lifetime is that of the arena to which
 * its holder binds it.
 *
 * @param what it is for, in messages
 */
record Mapping(long address, long bytes, String what) {
    /** asm-generic/mman-common.h. */
    private static final int PROT_READ_WRITE = 1 | 2;

    static final int MAP_PRIVATE_ANONYMOUS = 0x02 | 0x20;

    static final int MAP_SHARED_POPULATE = 0x01 | 0x8000;

    private record Symbols(MethodHandle mmap, MethodHandle munmap) {}

    private static final Symbols C =
            new Symbols(
                    Native.link(
                            "mmap", ADDRESS, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT,
                            JAVA_LONG),
                    Native.link("munmap", JAVA_INT, JAVA_LONG, JAVA_LONG));

    /** Maps a descriptor's memory from {@code at} on, or with -1 memory of its own. */
    static Mapping map(long bytes, int flags, int fd, long at, String what) {
        MemorySegment capture = Native.capture();
        try {
            MemorySegment mapped =
                    (MemorySegment)
                            C.mmap.invokeExact(capture, 0L, bytes, PROT_READ_WRITE, flags, fd, at);
            if (mapped.address() == -1) {
                throw new SystemCallException(
                        "mmap", bytes + " bytes of " + what, Native.errno(capture));
            }
            return new Mapping(mapped.address(), bytes, what);
        } catch (Throwable e) {
            throw Native.impossible(e);
        }
    }

    void unmap() {
        MemorySegment capture = Native.capture();
        try {
            int code = (int) C.munmap.invokeExact(capture, address, bytes);
            if (code < 0) {
                throw new SystemCallException("munmap", what, Native.errno(capture));
            }
        } catch (Throwable e) {
            throw Native.impossible(e);
        }
    }
}

package io.berth.engine.ffi;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * An open file or block device. Transfers and flushes give what the system call gave, or the errno
 * negated, and do not allocate; everything else throws {@link SystemCallException}. May be used by
 * several threads; close it once, when none does.
 */
public final class Descriptor implements AutoCloseable {
    /** linux/fcntl.h. */
    private static final int F_GETFL = 3;

    private static final int AT_EMPTY_PATH = 0x1000;

    /** linux/fadvise.h. */
    private static final int POSIX_FADV_RANDOM = 1;

    private static final int POSIX_FADV_SEQUENTIAL = 2;
    private static final int POSIX_FADV_DONTNEED = 4;

    /** linux/fs.h: _IOR(0x12, 114, size_t), of eight bytes. */
    private static final long BLKGETSIZE64 = 0x80081272L;

    /** linux/fs.h: _IO(0x12, 104). */
    private static final long BLKSSZGET = 0x1268L;

    /** linux/stat.h, Linux 6.1. */
    private static final int STATX_DIOALIGN = 0x2000;

    private static final long STATX_BYTES = 256;
    private static final long STATX_DIO_MEM_ALIGN = 152;
    private static final long STATX_DIO_OFFSET_ALIGN = 156;

    /** Direct I/O that nobody can tell about: what every disk of today takes. */
    private static final int ASSUMED_ALIGN_BYTES = 4096;

    private record Symbols(
            MethodHandle open,
            MethodHandle close,
            MethodHandle pread,
            MethodHandle pwrite,
            MethodHandle fsync,
            MethodHandle fdatasync,
            MethodHandle fallocate,
            MethodHandle fadvise,
            MethodHandle fcntl,
            MethodHandle ioctl,
            MethodHandle statx) {}

    private static final Symbols C =
            new Symbols(
                    Native.linkVariadic("open", 2, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT),
                    Native.link("close", JAVA_INT, JAVA_INT),
                    Native.link("pread", JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG),
                    Native.link("pwrite", JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG),
                    Native.link("fsync", JAVA_INT, JAVA_INT),
                    Native.link("fdatasync", JAVA_INT, JAVA_INT),
                    Native.link("fallocate", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG),
                    Native.link(
                            "posix_fadvise", JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT),
                    Native.linkVariadic("fcntl", 2, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT),
                    Native.linkVariadic("ioctl", 2, JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS),
                    Native.link("statx", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT, ADDRESS));

    private final Path path;
    private final int fd;

    private Descriptor(Path path, int fd) {
        this.path = path;
        this.fd = fd;
    }

    /** Opens a file with flags of {@link OpenFlags}; O_CLOEXEC is added. */
    public static Descriptor open(Path path, int flags) {
        return open(path, flags, 0644);
    }

    /** Opens a file; {@code mode} is that of a file made by O_CREAT. */
    public static Descriptor open(Path path, int flags, int mode) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment name = arena.allocateFrom(path.toString());
            MemorySegment capture = Native.capture();
            while (true) {
                int fd = (int) C.open.invokeExact(capture, name, flags | OpenFlags.O_CLOEXEC, mode);
                if (fd >= 0) {
                    return new Descriptor(path, fd);
                }
                if (Native.errno(capture) != Errno.EINTR) {
                    throw new SystemCallException("open", path.toString(), Native.errno(capture));
                }
            }
        } catch (Throwable e) {
            throw Native.impossible(e);
        }
    }

    public Path path() {
        return path;
    }

    /** The number, for /proc and for io_uring. */
    public int fd() {
        return fd;
    }

    /** The flags that the kernel holds for it (F_GETFL). */
    public int flags() {
        MemorySegment capture = Native.capture();
        try {
            int flags = (int) C.fcntl.invokeExact(capture, fd, F_GETFL, 0);
            return checked("fcntl(F_GETFL)", flags, capture);
        } catch (Throwable e) {
            throw Native.impossible(e);
        }
    }

    /** Reads into buffer {@code index}, from {@code bufferOffset} in it on. */
    public int read(IoBuffers buffers, int index, int bufferOffset, int length, long offset) {
        return pread(buffers.address(index, bufferOffset, length), length, offset);
    }

    /** Writes from buffer {@code index}, from {@code bufferOffset} in it on. */
    public int write(IoBuffers buffers, int index, int bufferOffset, int length, long offset) {
        return pwrite(buffers.address(index, bufferOffset, length), length, offset);
    }

    /** Reads into a direct buffer, from its position to its limit; the position is not moved. */
    public int read(ByteBuffer direct, long offset) {
        try {
            return pread(address(direct), direct.remaining(), offset);
        } finally {
            Reference.reachabilityFence(direct);
        }
    }

    /** Writes a direct buffer, from its position to its limit; the position is not moved. */
    public int write(ByteBuffer direct, long offset) {
        try {
            return pwrite(address(direct), direct.remaining(), offset);
        } finally {
            Reference.reachabilityFence(direct);
        }
    }

    private static long address(ByteBuffer direct) {
        if (!direct.isDirect()) {
            throw new IllegalArgumentException("not a direct buffer: " + direct);
        }
        return MemorySegment.ofBuffer(direct).address();
    }

    private int pread(long address, int length, long offset) {
        MemorySegment capture = Native.capture();
        try {
            long done = (long) C.pread.invokeExact(capture, fd, address, (long) length, offset);
            return done < 0 ? -Native.errno(capture) : (int) done;
        } catch (Throwable e) {
            throw Native.impossible(e);
        }
    }

    private int pwrite(long address, int length, long offset) {
        MemorySegment capture = Native.capture();
        try {
            long done = (long) C.pwrite.invokeExact(capture, fd, address, (long) length, offset);
            return done < 0 ? -Native.errno(capture) : (int) done;
        } catch (Throwable e) {
            throw Native.impossible(e);
        }
    }

    /** Flushes the file's data, and its metadata too unless {@code dataOnly}. */
    public int sync(boolean dataOnly) {
        MemorySegment capture = Native.capture();
        try {
            int code =
                    dataOnly
                            ? (int) C.fdatasync.invokeExact(capture, fd)
                            : (int) C.fsync.invokeExact(capture, fd);
            return code < 0 ? -Native.errno(capture) : 0;
        } catch (Throwable e) {
            throw Native.impossible(e);
        }
    }

    /** fallocate(2) with the flags of linux/falloc.h: 0, or the errno negated. */
    public int allocate(int mode, long offset, long lengthBytes) {
        MemorySegment capture = Native.capture();
        try {
            int code = (int) C.fallocate.invokeExact(capture, fd, mode, offset, lengthBytes);
            return code < 0 ? -Native.errno(capture) : 0;
        } catch (Throwable e) {
            throw Native.impossible(e);
        }
    }

    /** Has the page cache drop clean pages of a range; 0 for the length means to the end. */
    public void dropCached(long offset, long lengthBytes) {
        advise(offset, lengthBytes, POSIX_FADV_DONTNEED);
    }

    /** Tells the kernel whether a range will be read in order; it reads ahead accordingly. */
    public void adviseOrder(long offset, long lengthBytes, boolean random) {
        advise(offset, lengthBytes, random ? POSIX_FADV_RANDOM : POSIX_FADV_SEQUENTIAL);
    }

    private void advise(long offset, long lengthBytes, int advice) {
        try {
            // This one returns its error in place of setting errno.
            int code =
                    (int) C.fadvise.invokeExact(Native.capture(), fd, offset, lengthBytes, advice);
            if (code != 0) {
                throw new SystemCallException("posix_fadvise", path.toString(), code);
            }
        } catch (Throwable e) {
            throw Native.impossible(e);
        }
    }

    /** The size of a block device. */
    public long deviceSizeBytes() {
        return ioctl("ioctl(BLKGETSIZE64)", BLKGETSIZE64);
    }

    /** The logical sector size of a block device. */
    public int sectorBytes() {
        return (int) ioctl("ioctl(BLKSSZGET)", BLKSSZGET);
    }

    private long ioctl(String symbol, long request) {
        MemorySegment capture = Native.capture();
        try (Arena arena = Arena.ofConfined()) {
            // Both fill at most eight bytes; the smaller one the lower four.
            MemorySegment value = arena.allocate(JAVA_LONG);
            int code = (int) C.ioctl.invokeExact(capture, fd, request, value);
            checked(symbol, code, capture);
            return value.get(JAVA_LONG, 0);
        } catch (Throwable e) {
            throw Native.impossible(e);
        }
    }

    /**
     * What O_DIRECT demands here: from statx (Linux 6.1), else the device's sector size, else 4096.
     */
    public DirectAlignment directAlignment(boolean blockDevice) {
        MemorySegment capture = Native.capture();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment buffer = arena.allocate(STATX_BYTES, 8);
            MemorySegment empty = arena.allocateFrom("");
            int code =
                    (int)
                            C.statx.invokeExact(
                                    capture, fd, empty, AT_EMPTY_PATH, STATX_DIOALIGN, buffer);
            checked("statx", code, capture);
            if ((buffer.get(JAVA_INT, 0) & STATX_DIOALIGN) != 0) {
                int memory = buffer.get(JAVA_INT, STATX_DIO_MEM_ALIGN);
                int offset = buffer.get(JAVA_INT, STATX_DIO_OFFSET_ALIGN);
                return new DirectAlignment(memory, offset, "statx", true);
            }
        } catch (Throwable e) {
            throw Native.impossible(e);
        }
        if (blockDevice) {
            int sector = sectorBytes();
            return new DirectAlignment(sector, sector, "the device's sector size", true);
        }
        return new DirectAlignment(
                ASSUMED_ALIGN_BYTES,
                ASSUMED_ALIGN_BYTES,
                "assumed: neither the kernel nor the filesystem tells (statx without"
                        + " STATX_DIOALIGN)",
                false);
    }

    private int checked(String symbol, int code, MemorySegment capture) {
        if (code < 0) {
            throw new SystemCallException(symbol, path.toString(), Native.errno(capture));
        }
        return code;
    }

    @Override
    public void close() {
        MemorySegment capture = Native.capture();
        try {
            // After EINTR the descriptor is closed all the same on Linux: never again.
            int code = (int) C.close.invokeExact(capture, fd);
            if (code < 0 && Native.errno(capture) != Errno.EINTR) {
                throw new SystemCallException("close", path.toString(), Native.errno(capture));
            }
        } catch (Throwable e) {
            throw Native.impossible(e);
        }
    }
}

package io.berth.engine.ffi;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * Buffers for I/O of one thread: page-aligned, of one size, all touched, on 4 KiB pages or on
 * transparent huge pages. They must outlive every I/O that uses them.
 */
@SuppressWarnings("restricted")
public final class IoBuffers implements AutoCloseable {
    private static final long PAGE_BYTES = 4096;

    /** Of x86-64, and of ARM with pages of 4 KiB. */
    private static final long HUGE_PAGE_BYTES = 2 << 20;

    /** asm-generic/mman-common.h. */
    private static final int MADV_HUGEPAGE = 14;

    private static final int MADV_NOHUGEPAGE = 15;

    private record Symbols(MethodHandle madvise) {}

    private static final Symbols C =
            new Symbols(Native.link("madvise", JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT));

    private final Arena arena = Arena.ofConfined();
    private final MemorySegment memory;
    private final long base;
    private final long strideBytes;
    private final int count;
    private final boolean wantsHugePages;

    /**
     * Maps and touches buffers.
     *
     * @param bytes the size of each; rounded up to whole pages
     * @param hugePages whether the kernel is asked for transparent huge pages, or told to use none
     */
    public IoBuffers(int count, long bytes, boolean hugePages) {
        if (count < 1 || bytes < 1 || bytes > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(count + " buffers of " + bytes + " bytes");
        }
        this.count = count;
        this.wantsHugePages = hugePages;
        strideBytes = roundUp(bytes, PAGE_BYTES);
        long usedBytes = roundUp(strideBytes * count, hugePages ? HUGE_PAGE_BYTES : PAGE_BYTES);
        long mappedBytes = usedBytes + (hugePages ? HUGE_PAGE_BYTES : 0);
        Mapping mapping =
                Mapping.map(mappedBytes, Mapping.MAP_PRIVATE_ANONYMOUS, -1, 0, "I/O buffers");
        base = hugePages ? roundUp(mapping.address(), HUGE_PAGE_BYTES) : mapping.address();
        memory = MemorySegment.ofAddress(base).reinterpret(usedBytes, arena, _ -> mapping.unmap());
        advise(usedBytes, hugePages ? MADV_HUGEPAGE : MADV_NOHUGEPAGE);
        memory.fill((byte) 0);
    }

    public int count() {
        return count;
    }

    /** The size of each, whole pages. */
    public long strideBytes() {
        return strideBytes;
    }

    /** A buffer, in the machine's byte order; valid until these buffers are closed. */
    public ByteBuffer view(int index) {
        return memory.asSlice(index * strideBytes, strideBytes)
                .asByteBuffer()
                .order(ByteOrder.nativeOrder());
    }

    long address(int index, int bufferOffset, int length) {
        if (Integer.compareUnsigned(index, count) >= 0
                || bufferOffset < 0
                || length < 0
                || bufferOffset + (long) length > strideBytes) {
            throw new IndexOutOfBoundsException(
                    "buffer " + index + ", " + bufferOffset + " + " + length + " bytes");
        }
        return base + index * strideBytes + bufferOffset;
    }

    /** What they lie on, as the kernel tells in {@code /proc/self/smaps}. */
    public String pages() {
        long hugeBytes = hugeBytes();
        if (hugeBytes == 0) {
            return wantsHugePages
                    ? "4 KiB pages (transparent huge pages were asked for and not given)"
                    : "4 KiB pages";
        }
        return hugeBytes >= memory.byteSize()
                ? "transparent huge pages"
                : String.format(
                        Locale.ROOT,
                        "%d of %d KiB on transparent huge pages",
                        hugeBytes >> 10,
                        memory.byteSize() >> 10);
    }

    /** The bytes on huge pages, of the mappings that hold these buffers. */
    private long hugeBytes() {
        long found = 0;
        boolean inside = false;
        try {
            List<String> lines = Files.readAllLines(Path.of("/proc/self/smaps"));
            for (String line : lines) {
                int dash = line.indexOf('-');
                int space = line.indexOf(' ');
                if (dash > 0 && dash < space && !line.substring(0, dash).contains(":")) {
                    long from = Long.parseUnsignedLong(line.substring(0, dash), 16);
                    long to = Long.parseUnsignedLong(line.substring(dash + 1, space), 16);
                    inside = from < base + memory.byteSize() && to > base;
                } else if (inside && line.startsWith("AnonHugePages:")) {
                    String kib = line.substring("AnonHugePages:".length(), line.length() - 2);
                    found += Long.parseLong(kib.strip()) << 10;
                }
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException("/proc/self/smaps cannot be read", e);
        }
        return found;
    }

    private void advise(long bytes, int advice) {
        MemorySegment capture = Native.capture();
        try {
            int code = (int) C.madvise.invokeExact(capture, base, bytes, advice);
            // EINVAL: a kernel without transparent huge pages; what came of it is read back.
            if (code < 0 && Native.errno(capture) != Errno.EINVAL) {
                throw new SystemCallException("madvise", "I/O buffers", Native.errno(capture));
            }
        } catch (Throwable e) {
            throw Native.impossible(e);
        }
    }

    private static long roundUp(long bytes, long unit) {
        return (bytes + unit - 1) / unit * unit;
    }

    @Override
    public void close() {
        arena.close();
    }
}

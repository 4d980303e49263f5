package io.berth.engine.ffi;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * What the calling thread has used so far (getrusage, RUSAGE_THREAD), and the grain of its timers.
 * Once made, taking counters does not allocate. For one thread: that which made it.
 */
public final class ThreadCounters implements AutoCloseable {
    /** bits/resource.h. */
    private static final int RUSAGE_THREAD = 1;

    /** linux/prctl.h. */
    private static final int PR_SET_TIMERSLACK = 29;

    /** struct rusage of 64-bit Linux: linux/resource.h. */
    private static final long BYTES = 144;

    private static final long UTIME = 0;
    private static final long STIME = 16;
    private static final long MINFLT = 64;
    private static final long MAJFLT = 72;
    private static final long NVCSW = 128;
    private static final long NIVCSW = 136;

    private record Symbols(MethodHandle getrusage, MethodHandle prctl) {}

    private static final Symbols C =
            new Symbols(
                    Native.link("getrusage", JAVA_INT, JAVA_INT, ADDRESS),
                    Native.linkVariadic("prctl", 1, JAVA_INT, JAVA_INT, JAVA_LONG));

    private final Arena arena = Arena.ofConfined();
    private final MemorySegment usage = arena.allocate(BYTES, 8);
    private final MemorySegment capture = Native.capture(arena);

    /** Reads the counters anew. */
    public void take() {
        try {
            int code = (int) C.getrusage.invokeExact(capture, RUSAGE_THREAD, usage);
            if (code < 0) {
                throw new SystemCallException("getrusage", "a thread", Native.errno(capture));
            }
        } catch (Throwable e) {
            throw Native.impossible(e);
        }
    }

    /** CPU time in user mode when last taken. */
    public long userNs() {
        return timeNs(UTIME);
    }

    /** CPU time in the kernel when last taken. */
    public long systemNs() {
        return timeNs(STIME);
    }

    public long voluntarySwitches() {
        return usage.get(JAVA_LONG, NVCSW);
    }

    public long involuntarySwitches() {
        return usage.get(JAVA_LONG, NIVCSW);
    }

    public long minorFaults() {
        return usage.get(JAVA_LONG, MINFLT);
    }

    public long majorFaults() {
        return usage.get(JAVA_LONG, MAJFLT);
    }

    private long timeNs(long at) {
        return usage.get(JAVA_LONG, at) * 1_000_000_000L + usage.get(JAVA_LONG, at + 8) * 1_000L;
    }

    /** Sets by how much the kernel may let this thread's timers be late; its default is 50 µs. */
    public static void timerSlackNs(long ns) {
        MemorySegment capture = Native.capture();
        try {
            int code = (int) C.prctl.invokeExact(capture, PR_SET_TIMERSLACK, ns);
            if (code < 0) {
                throw new SystemCallException(
                        "prctl(PR_SET_TIMERSLACK)", "a thread", Native.errno(capture));
            }
        } catch (Throwable e) {
            throw Native.impossible(e);
        }
    }

    @Override
    public void close() {
        arena.close();
    }
}

package io.berth.engine.ffi;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;

/**
 * An io_uring of one thread: that which made it; calls of another fail (EEXIST, or the arena's
 * check). Once attached to its files and buffers, preparing, entering and reaping do not allocate.
 *
 * <p>No more I/Os may be in flight than it has entries: then neither queue can overflow.
 */
public final class Ring implements AutoCloseable {
    private static final VarHandle WORD = JAVA_INT.varHandle();

    /** {@code enterUncaptured} leaves errno alone: see {@link #enter(int, int)}. */
    private record Symbols(MethodHandle enterUncaptured, MethodHandle enter) {}

    private static final Symbols C =
            new Symbols(
                    Native.linkUncaptured(
                            "syscall", 1, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT,
                            JAVA_INT, JAVA_LONG, JAVA_LONG),
                    Native.linkVariadic(
                            "syscall", 1, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT,
                            JAVA_INT, JAVA_LONG, JAVA_LONG));

    private final Arena arena;
    private final int flags;
    private final List<String> fallbacks = new ArrayList<>();
    private final MemorySegment ring;
    private final MemorySegment sqes;
    private final MemorySegment capture;
    private final MemorySegment timeout;
    private final MemorySegment timeoutArgument;
    private final long sqTailAt;
    private final long sqFlagsAt;
    private final int sqMask;
    private final long cqHeadAt;
    private final long cqTailAt;
    private final long cqesAt;
    private final int cqMask;
    private final boolean submissionThread;
    private final boolean timedWaits;
    private final RingRegister register;

    private int enterFd;
    private int enterFlags;
    private int sqTail;
    private int cqHead;
    private int[] fds = {};
    private final IoBuffers buffers;
    private boolean registeredFiles;
    private boolean fixedBuffers;
    private long sqeFlags;

    private Ring(Arena arena, RingMemory memory, int flags, IoBuffers buffers) {
        this.arena = arena;
        this.flags = flags;
        this.buffers = buffers;
        ring = memory.ring();
        sqes = memory.sqes();
        capture = Native.capture(arena);
        timeout = arena.allocate(16, 8);
        timeoutArgument = arena.allocate(RingAbi.GETEVENTS_ARG_BYTES, 8);
        timeoutArgument.set(JAVA_LONG, RingAbi.GETEVENTS_ARG_TS, timeout.address());
        MemorySegment params = memory.params();
        sqTailAt = params.get(JAVA_INT, RingAbi.SQ_TAIL);
        sqFlagsAt = params.get(JAVA_INT, RingAbi.SQ_FLAGS);
        sqMask = ring.get(JAVA_INT, params.get(JAVA_INT, RingAbi.SQ_MASK));
        cqHeadAt = params.get(JAVA_INT, RingAbi.CQ_HEAD);
        cqTailAt = params.get(JAVA_INT, RingAbi.CQ_TAIL);
        cqMask = ring.get(JAVA_INT, params.get(JAVA_INT, RingAbi.CQ_MASK));
        cqesAt = params.get(JAVA_INT, RingAbi.CQ_CQES);
        timedWaits = (params.get(JAVA_INT, RingAbi.PARAMS_FEATURES) & RingAbi.FEAT_EXT_ARG) != 0;
        submissionThread = (flags & RingAbi.SETUP_SQPOLL) != 0;
        register = new RingRegister(memory.fd());
        enterFd = memory.fd();
        if ((flags & RingAbi.SETUP_NO_SQARRAY) == 0) {
            long array = params.get(JAVA_INT, RingAbi.SQ_ARRAY);
            for (int i = 0; i <= sqMask; i++) {
                ring.set(JAVA_INT, array + 4L * i, i);
            }
        }
    }

    /**
     * Sets a ring up for the calling thread, with as many of the wanted flags as the kernel knows.
     *
     * @param depth the most I/Os in flight
     * @param polled IOPOLL: completions are polled for
     * @param submissionThread SQPOLL: a kernel thread submits
     * @param buffers those of its transfers
     * @throws SystemCallException if there is none to be had, with EPERM, ENOSYS, ENOMEM or EINVAL
     */
    public static Ring open(
            int depth, boolean polled, boolean submissionThread, IoBuffers buffers) {
        return open(depth, flagSets(polled, submissionThread), buffers);
    }

    /** As {@link #open}, trying these sets of flags in order as long as the kernel says EINVAL. */
    static Ring open(int depth, List<Integer> flagSets, IoBuffers buffers) {
        int entries = Math.max(2, Integer.highestOneBit(Math.max(1, depth - 1)) << 1);
        List<String> fallbacks = new ArrayList<>();
        for (int i = 0; ; i++) {
            Arena arena = Arena.ofConfined();
            int flags = flagSets.get(i);
            try {
                Ring ring = new Ring(arena, RingMemory.open(arena, entries, flags), flags, buffers);
                ring.fallbacks.addAll(fallbacks);
                return ring;
            } catch (SystemCallException e) {
                arena.close();
                if (e.errno() != Errno.EINVAL || i + 1 == flagSets.size()) {
                    throw e;
                }
                int dropped = flags & ~flagSets.get(i + 1);
                fallbacks.add(
                        "io_uring without "
                                + String.join(", ", RingAbi.names(dropped))
                                + ": this kernel does not know it (EINVAL)");
            }
        }
    }

    /** From what Linux 6.6 can do down to what 5.5 can. */
    static List<Integer> flagSets(boolean polled, boolean submissionThread) {
        int always = RingAbi.SETUP_CQSIZE | (polled ? RingAbi.SETUP_IOPOLL : 0);
        List<Integer> sets = new ArrayList<>();
        if (submissionThread) {
            // The kernel thread takes no interrupts of ours: the task-run flags are refused with
            // it.
            always |= RingAbi.SETUP_SQPOLL;
            sets.add(always | RingAbi.SETUP_SINGLE_ISSUER | RingAbi.SETUP_NO_SQARRAY);
            sets.add(always | RingAbi.SETUP_SINGLE_ISSUER);
        } else {
            int coop = always | RingAbi.SETUP_COOP_TASKRUN;
            int deferred = coop | RingAbi.SETUP_SINGLE_ISSUER | RingAbi.SETUP_DEFER_TASKRUN;
            sets.add(deferred | RingAbi.SETUP_NO_SQARRAY);
            sets.add(deferred);
            sets.add(coop | RingAbi.SETUP_SINGLE_ISSUER);
            sets.add(coop);
        }
        sets.add(always);
        return sets;
    }

    /**
     * Says which files transfers name by their index, and registers files and buffers where wanted;
     * where the kernel refuses, I/O is done without, and {@link #fallbacks} says why.
     */
    public void attach(int[] descriptors, boolean registerFiles, boolean registerBuffers) {
        fds = descriptors.clone();
        if (registerFiles) {
            int errno = register.files(fds);
            registeredFiles = errno == 0;
            if (errno != 0) {
                fallbacks.add("files are not registered: " + Errno.name(errno) + remedy(errno));
            }
        }
        if (registerBuffers) {
            int errno = register.buffers(buffers);
            fixedBuffers = errno == 0;
            if (errno != 0) {
                fallbacks.add("buffers are not fixed: " + Errno.name(errno) + remedy(errno));
            }
        }
        int index = submissionThread ? -1 : register.ring();
        if (index >= 0) {
            enterFd = index;
            enterFlags = RingAbi.ENTER_REGISTERED_RING;
        }
    }

    private static String remedy(int errno) {
        return errno == Errno.ENOMEM
                ? " (RLIMIT_MEMLOCK is too small; try 'ulimit -l unlimited')"
                : " (" + Errno.message(errno) + ")";
    }

    /** Prepares a read into buffer {@code index}. */
    public void read(
            int file, int index, int bufferOffset, int length, long offset, long userData) {
        int op = fixedBuffers ? RingAbi.OP_READ_FIXED : RingAbi.OP_READ;
        long address = buffers.address(index, bufferOffset, length);
        prepare(op | target(file), offset, address, length, index, userData);
    }

    /** Prepares a write from buffer {@code index}. */
    public void write(
            int file, int index, int bufferOffset, int length, long offset, long userData) {
        int op = fixedBuffers ? RingAbi.OP_WRITE_FIXED : RingAbi.OP_WRITE;
        long address = buffers.address(index, bufferOffset, length);
        prepare(op | target(file), offset, address, length, index, userData);
    }

    /** Prepares a flush of a file's data, and of its metadata too unless {@code dataOnly}. */
    public void sync(int file, boolean dataOnly, long userData) {
        long flag = dataOnly ? RingAbi.FSYNC_DATASYNC : 0;
        prepare(RingAbi.OP_FSYNC | target(file), 0, 0, flag << 32, 0, userData);
    }

    /** Prepares an operation that does nothing: what the ring itself costs. */
    public void nop(long userData) {
        prepare(RingAbi.OP_NOP, 0, 0, 0, 0, userData);
    }

    /** A file as the first eight bytes of an entry name it. */
    private long target(int file) {
        return registeredFiles
                ? (long) file << 32 | RingAbi.SQE_FIXED_FILE << 8
                : (long) fds[file] << 32;
    }

    private void prepare(
            long operation, long offset, long address, long lengthAndFlags, int index, long data) {
        long sqe = (sqTail & sqMask) * RingAbi.SQE_BYTES;
        sqes.set(JAVA_LONG, sqe, operation | sqeFlags);
        sqes.set(JAVA_LONG, sqe + RingAbi.SQE_OFF, offset);
        sqes.set(JAVA_LONG, sqe + RingAbi.SQE_ADDR, address);
        sqes.set(JAVA_LONG, sqe + RingAbi.SQE_LEN, lengthAndFlags);
        sqes.set(JAVA_LONG, sqe + RingAbi.SQE_USER_DATA, data);
        sqes.set(JAVA_LONG, sqe + RingAbi.SQE_BUF_INDEX, fixedBuffers ? index : 0);
        sqTail++;
    }

    /** Has kernel threads do what is prepared from now on, so that it completes later. */
    public void later(boolean on) {
        sqeFlags = on ? RingAbi.SQE_ASYNC << 8 : 0;
    }

    /**
     * Hands over what was prepared and gets completions going.
     *
     * <p>A call that fails has taken nothing and is simply made again with errno captured, because
     * capturing it allocates wherever the compiler has not yet inlined the call.
     *
     * @param submit how many I/Os were prepared and not handed over yet
     * @param waitFor completions to wait for
     * @return how many were taken, or the errno negated: EINTR and EAGAIN are for trying again
     */
    public int enter(int submit, int waitFor) {
        int how = RingAbi.ENTER_GETEVENTS | enterFlags;
        if (submissionThread) {
            return enterCaptured(submit, waitFor);
        }
        WORD.setRelease(ring, sqTailAt, sqTail);
        try {
            long code =
                    (long)
                            C.enterUncaptured.invokeExact(
                                    RingAbi.SYS_ENTER, enterFd, submit, waitFor, how, 0L, 0L);
            return code < 0 ? enterCaptured(submit, waitFor) : (int) code;
        } catch (Throwable e) {
            throw Native.impossible(e);
        }
    }

    /**
     * Waits for completions, but no longer than this.
     *
     * @return 0, or -1 without an errno if the time was over or the call failed: {@link #enter(int,
     *     int)} tells why a call that came back early did
     */
    public int await(int completions, long timeoutNs) {
        timeout.set(JAVA_LONG, 0, timeoutNs / 1_000_000_000L);
        timeout.set(JAVA_LONG, 8, timeoutNs % 1_000_000_000L);
        int how = RingAbi.ENTER_GETEVENTS | RingAbi.ENTER_EXT_ARG | enterFlags;
        try {
            return (int)
                    (long)
                            C.enterUncaptured.invokeExact(
                                    RingAbi.SYS_ENTER,
                                    enterFd,
                                    0,
                                    completions,
                                    how,
                                    timeoutArgument.address(),
                                    RingAbi.GETEVENTS_ARG_BYTES);
        } catch (Throwable e) {
            throw Native.impossible(e);
        }
    }

    /** Whether waits can have a timeout: Linux 5.11. */
    public boolean timedWaits() {
        return timedWaits;
    }

    private int enterCaptured(int submit, int waitFor) {
        int how = RingAbi.ENTER_GETEVENTS | enterFlags;
        WORD.setRelease(ring, sqTailAt, sqTail);
        if (submissionThread) {
            // The thread's last look at the tail and ours at its flag must not pass each other.
            VarHandle.fullFence();
            boolean asleep = ((int) WORD.getAcquire(ring, sqFlagsAt) & RingAbi.SQ_NEED_WAKEUP) != 0;
            if (!asleep && waitFor == 0) {
                return submit;
            }
            how |= asleep ? RingAbi.ENTER_SQ_WAKEUP : 0;
        }
        try {
            long code =
                    (long)
                            C.enter.invokeExact(
                                    capture,
                                    RingAbi.SYS_ENTER,
                                    enterFd,
                                    submit,
                                    waitFor,
                                    how,
                                    0L,
                                    0L);
            return code < 0 ? -Native.errno(capture) : (int) code;
        } catch (Throwable e) {
            throw Native.impossible(e);
        }
    }

    /** How many completions can be reaped. */
    public int ready() {
        return (int) WORD.getAcquire(ring, cqTailAt) - cqHead;
    }

    /** What the i-th of these was prepared with. */
    public long userData(int i) {
        return ring.get(JAVA_LONG, cqesAt + ((cqHead + i) & cqMask) * RingAbi.CQE_BYTES);
    }

    /** What the i-th of these gave: bytes, or the errno negated. */
    public int result(int i) {
        long cqe = cqesAt + ((cqHead + i) & cqMask) * RingAbi.CQE_BYTES;
        return ring.get(JAVA_INT, cqe + RingAbi.CQE_RES);
    }

    /** Gives the first {@code n} back to the kernel. */
    public void seen(int n) {
        cqHead += n;
        WORD.setRelease(ring, cqHeadAt, cqHead);
    }

    /** The flags that it was set up with, by the header's names. */
    public List<String> flagNames() {
        return RingAbi.names(flags);
    }

    /** What was asked for and is not, with the reason, in order. */
    public List<String> fallbacks() {
        return List.copyOf(fallbacks);
    }

    public boolean registeredFiles() {
        return registeredFiles;
    }

    public boolean fixedBuffers() {
        return fixedBuffers;
    }

    /**
     * Gives everything back; nothing may be in flight. What is registered is unregistered here,
     * since the kernel takes a closed ring apart later, and until then holds its files busy.
     */
    @Override
    public void close() {
        if (registeredFiles) {
            register.noFiles();
        }
        if (fixedBuffers) {
            register.noBuffers();
        }
        arena.close();
    }
}

package io.berth.engine.loop;

import io.berth.engine.ffi.Descriptor;
import io.berth.engine.ffi.Errno;
import io.berth.engine.ffi.IoBuffers;
import io.berth.engine.ffi.Ring;
import io.berth.engine.ffi.SystemCallException;
import io.berth.engine.job.IoEngine;
import io.berth.engine.job.Job;
import io.berth.engine.job.Queue;
import io.berth.engine.target.Region;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a job's thread does I/O with: buffers, and a ring or another transport. Made on that thread.
 * Where a wish cannot be had it takes a step down and says why.
 */
final class Rig implements AutoCloseable {
    private final IoBuffers buffers;
    private final int depth;
    private final int writeBuffers;
    private final IoEngine engine;
    private final @Nullable Ring ring;
    private final @Nullable Transport transport;
    private final List<String> fallbacks = new ArrayList<>();

    /**
     * Takes buffers and an engine.
     *
     * @param bufferBytes the size of the largest I/O
     * @param probe whether the files are the job's own: polled completions are tried with a real
     *     read before they are relied on, O_DIRECT is kept; false when warming up
     */
    Rig(Job job, JobFiles files, List<Region> regions, long bufferBytes, boolean probe) {
        Queue queue = job.queue();
        boolean wantsRing = queue.ioengine() == IoEngine.IO_URING;
        int wanted = wantsRing ? Math.max(1, queue.iodepth()) : 1;
        boolean mixed = job.access().rw().reads() && job.access().rw().writes();
        // Else writes would write what was just read.
        writeBuffers = mixed ? wanted : 0;
        buffers = new IoBuffers(mixed ? 2 * wanted : wanted, bufferBytes, queue.hugePages());
        try {
            ring = wantsRing ? ring(queue, wanted, files, regions, job, probe) : null;
            engine = wantsRing && ring == null ? IoEngine.PSYNC : queue.ioengine();
            depth = ring == null ? 1 : wanted;
            if (depth < queue.iodepth()) {
                fallbacks.add(
                        "iodepth "
                                + queue.iodepth()
                                + " → 1: "
                                + engine.word()
                                + " is synchronous; use numjobs for more in flight");
            }
            if (ring == null) {
                transport = blocking(job, files, regions, probe);
            } else {
                transport = depth == 1 ? new RingTransport(ring) : null;
            }
        } catch (RuntimeException e) {
            buffers.close();
            throw e;
        }
    }

    private Transport blocking(Job job, JobFiles files, List<Region> regions, boolean real) {
        if (engine == IoEngine.PSYNC) {
            return new PsyncTransport(files.descriptors(), buffers);
        }
        List<Path> paths = files.descriptors().stream().map(Descriptor::path).toList();
        boolean direct = real && job.queue().direct() && !regions.isEmpty();
        if (real && !job.queue().direct()) {
            fallbacks.add(
                    "fadvise_hint 1 → 0: Java's FileChannel cannot tell the kernel whether I/O is"
                            + " random, so that buffered reads read ahead");
        }
        return ChannelTransport.open(job, paths, direct, buffers);
    }

    private @Nullable Ring ring(
            Queue queue, int depth, JobFiles files, List<Region> regions, Job job, boolean probe) {
        // Nothing but a device can be polled: what warming up reads cannot.
        boolean polled = queue.polled() && probe;
        try {
            Ring made = Ring.open(depth, polled, queue.submissionThread(), buffers);
            made.attach(files.numbers(), queue.registeredFiles(), queue.fixedBuffers());
            if (polled) {
                int length = (int) job.access().minBytes();
                made.read(0, 0, 0, length, regions.getFirst().offsetBytes(), 0);
                int result = await(made);
                if (result < 0) {
                    made.close();
                    fallbacks.add(
                            "hipri → interrupts: a polled read gave "
                                    + Errno.name(-result)
                                    + "; the device needs poll queues (for NVMe"
                                    + " nvme.poll_queues) and the job direct=1");
                    made = Ring.open(depth, false, queue.submissionThread(), buffers);
                    made.attach(files.numbers(), queue.registeredFiles(), queue.fixedBuffers());
                }
            }
            fallbacks.addAll(made.fallbacks());
            return made;
        } catch (SystemCallException e) {
            if (!e.symbol().equals("io_uring_setup")) {
                throw e;
            }
            fallbacks.add("io_uring → psync: " + whyNoRing(e));
            return null;
        }
    }

    private static int await(Ring ring) {
        int left = 1;
        while (ring.ready() == 0) {
            int code = ring.enter(left, 1);
            if (code < 0) {
                RingTransport.requireTransient(code);
            }
            left -= Math.max(0, code);
        }
        int result = ring.result(0);
        ring.seen(1);
        return result;
    }

    /** Why a host has no ring to give, with the remedy. */
    static String whyNoRing(SystemCallException e) {
        String remedy =
                switch (e.errno()) {
                    case Errno.EPERM ->
                            "the host forbids it (a container's seccomp filter, or the setting);"
                                    + " try 'sysctl -w kernel.io_uring_disabled=0'";
                    case Errno.ENOSYS ->
                            "the kernel has no io_uring, or a container's filter hides it; it needs"
                                    + " Linux 5.5 with CONFIG_IO_URING";
                    case Errno.ENOMEM ->
                            "no memory may be locked for it; try 'ulimit -l unlimited' or a smaller"
                                    + " iodepth";
                    case Errno.EINVAL ->
                            "the kernel refuses every set of flags; is iodepth over 32768?";
                    default -> "try ioengine=psync";
                };
        return e.getMessage() + ": " + remedy;
    }

    /** For warming up: I/O completes later than at once; of no effect without a ring. */
    void later(boolean on) {
        if (ring != null) {
            ring.later(on);
        }
    }

    /** The loop over what this is. */
    Loop loop(Loop.Parts parts, Queue queue) {
        Ring with = ring;
        if (with != null && depth > 1) {
            return new RingLoop(parts, with, queue, writeBuffers);
        }
        Transport one = transport;
        if (one == null) {
            throw new IllegalStateException("neither ring nor transport");
        }
        return new SyncLoop(parts, one, writeBuffers);
    }

    /** Whether one call submits and waits. */
    boolean combined() {
        return depth == 1;
    }

    IoBuffers buffers() {
        return buffers;
    }

    IoEngine engine() {
        return engine;
    }

    List<String> fallbacks() {
        return List.copyOf(fallbacks);
    }

    /** The flags of what FileChannel opened, read back from the kernel. */
    int channelFlags() {
        return transport instanceof ChannelTransport channels ? channels.flags() : 0;
    }

    List<String> ringFlags() {
        return ring == null ? List.of() : ring.flagNames();
    }

    boolean fixedBuffers() {
        return ring != null && ring.fixedBuffers();
    }

    boolean registeredFiles() {
        return ring != null && ring.registeredFiles();
    }

    /** Gives everything back; nothing may be in flight. */
    @Override
    public void close() {
        if (transport != null) {
            transport.close();
        }
        if (ring != null) {
            ring.close();
        }
        buffers.close();
    }
}

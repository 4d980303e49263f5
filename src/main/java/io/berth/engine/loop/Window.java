package io.berth.engine.loop;

import com.sun.management.ThreadMXBean;
import io.berth.engine.ffi.ThreadCounters;
import io.berth.engine.job.Timing;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;

/**
 * A job's time: ramp, measured window, end; and what its thread used in the window. Does not
 * allocate once made; for the thread of its job.
 */
final class Window {
    private final ThreadCounters counters;
    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final List<GarbageCollectorMXBean> collectors =
            List.copyOf(ManagementFactory.getGarbageCollectorMXBeans());
    private final long rampNs;
    private final long runtimeNs;

    private boolean open;
    private long boundaryNs;
    private long startNs;
    private long startUnixNs;
    private long lengthNs;

    private long userNs;
    private long systemNs;
    private long voluntary;
    private long involuntary;
    private long minorFaults;
    private long majorFaults;
    private long collections;
    private long allocatedBytes;

    Window(Timing timing, ThreadCounters counters) {
        this.counters = counters;
        rampNs = timing.rampTime().toNanos();
        runtimeNs = timing.runtime().toNanos();
    }

    /** The job begins, with its ramp if it has one. */
    void begin(long nowNs, Sequence sequence, Recorder recorder) {
        open = false;
        sequence.beginAt(nowNs);
        recorder.beginAt(nowNs);
        if (rampNs > 0) {
            boundaryNs = nowNs + rampNs;
        } else {
            open(nowNs);
        }
    }

    /** When {@link #cross} is next to be called. */
    long boundaryNs() {
        return boundaryNs;
    }

    /** Ends the ramp: true; or the measured time: false. */
    boolean cross(long nowNs, Sequence sequence, Recorder recorder) {
        if (open) {
            return false;
        }
        sequence.beginAt(nowNs);
        recorder.beginAt(nowNs);
        open(nowNs);
        return true;
    }

    private void open(long nowNs) {
        open = true;
        startNs = nowNs;
        startUnixNs = System.currentTimeMillis() * 1_000_000L - (System.nanoTime() - nowNs);
        boundaryNs = runtimeNs > 0 ? nowNs + runtimeNs : Long.MAX_VALUE;
        counters.take();
        userNs = counters.userNs();
        systemNs = counters.systemNs();
        voluntary = counters.voluntarySwitches();
        involuntary = counters.involuntarySwitches();
        minorFaults = counters.minorFaults();
        majorFaults = counters.majorFaults();
        collections = collectionsSoFar();
        allocatedBytes = threads.getCurrentThreadAllocatedBytes();
    }

    /** The last I/O has completed; a job that ended in its ramp has an empty window. */
    void close(long lastNs) {
        if (!open) {
            open(lastNs);
        }
        allocatedBytes = threads.getCurrentThreadAllocatedBytes() - allocatedBytes;
        collections = collectionsSoFar() - collections;
        counters.take();
        userNs = counters.userNs() - userNs;
        systemNs = counters.systemNs() - systemNs;
        voluntary = counters.voluntarySwitches() - voluntary;
        involuntary = counters.involuntarySwitches() - involuntary;
        minorFaults = counters.minorFaults() - minorFaults;
        majorFaults = counters.majorFaults() - majorFaults;
        lengthNs = lastNs - startNs;
    }

    private long collectionsSoFar() {
        long sum = 0;
        for (int i = 0; i < collectors.size(); i++) {
            sum += collectors.get(i).getCollectionCount();
        }
        return sum;
    }

    long startUnixNs() {
        return startUnixNs;
    }

    long lengthNs() {
        return lengthNs;
    }

    /** When its runtime is over; {@link Long#MAX_VALUE} if it has none. */
    long endNs() {
        return runtimeNs > 0 ? startNs + runtimeNs : Long.MAX_VALUE;
    }

    long userNs() {
        return userNs;
    }

    long systemNs() {
        return systemNs;
    }

    long voluntarySwitches() {
        return voluntary;
    }

    long involuntarySwitches() {
        return involuntary;
    }

    long minorFaults() {
        return minorFaults;
    }

    long majorFaults() {
        return majorFaults;
    }

    long collections() {
        return collections;
    }

    long allocatedBytes() {
        return allocatedBytes;
    }
}

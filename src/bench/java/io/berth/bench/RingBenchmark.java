package io.berth.bench;

import io.berth.engine.ffi.IoBuffers;
import io.berth.engine.ffi.Ring;
import io.berth.latency.Histograms;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Submitting and reaping through io_uring without any device: IORING_OP_NOP. What remains is the
 * system call, shared by the batch, and our own cost of an I/O. Nothing may be allocated.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Thread)
public class RingBenchmark {

    private static final int DEPTH = 32;

    /** I/Os handed over by one system call, which also waits for them. */
    @Param({"1", "8", "32"})
    int batch;

    private final Histogram histogram = Histograms.empty();
    private IoBuffers buffers;
    private Ring ring;

    /** On the thread that runs the benchmark: a ring belongs to its thread. */
    @Setup
    public void open() {
        buffers = new IoBuffers(DEPTH, 4096, false);
        ring = Ring.open(DEPTH, false, false, buffers);
        // A NOP uses no file; the ring wants to know of one.
        ring.attach(new int[] {0}, false, false);
    }

    @TearDown
    public void close() {
        ring.close();
        buffers.close();
    }

    /** The ring alone; a score is of one I/O. */
    @Benchmark
    @OperationsPerInvocation(DEPTH)
    public long nop() {
        long sum = 0;
        for (int done = 0; done < DEPTH; done += batch) {
            for (int i = 0; i < batch; i++) {
                ring.nop(i);
            }
            enter();
            int ready = ring.ready();
            for (int i = 0; i < ready; i++) {
                sum += ring.userData(i) + ring.result(i);
            }
            ring.seen(ready);
        }
        return sum;
    }

    /** With what a measured I/O needs: two looks at the clock a batch, a latency recorded each. */
    @Benchmark
    @OperationsPerInvocation(DEPTH)
    public long nopRecorded() {
        for (int done = 0; done < DEPTH; done += batch) {
            long startNs = System.nanoTime();
            for (int i = 0; i < batch; i++) {
                ring.nop(i);
            }
            enter();
            int ready = ring.ready();
            long nowNs = System.nanoTime();
            for (int i = 0; i < ready; i++) {
                histogram.recordValue(nowNs - startNs + ring.userData(i) + ring.result(i));
            }
            ring.seen(ready);
        }
        return histogram.getTotalCount();
    }

    private void enter() {
        int taken = ring.enter(batch, batch);
        if (taken != batch || ring.ready() != batch) {
            throw new IllegalStateException(
                    "of " + batch + " NOPs " + taken + " were taken, " + ring.ready() + " done");
        }
    }
}

package io.berth.bench;

import io.berth.engine.job.Rate;
import io.berth.engine.pattern.Arrivals;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** When the next I/O is due under a rate. Drawn for every I/O; nothing may be allocated. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Thread)
public class ArrivalsBenchmark {

    /** I/Os after which the stream begins anew, so that its clock never ends. */
    private static final int RESTART_AFTER = 1 << 20;

    @Param Rate.Process process;

    private Arrivals arrivals;
    private int taken;

    @Setup
    public void make() {
        Rate rate = new Rate(70_000, 30_000, 0, 0, process, Duration.ZERO, Duration.ZERO, 1);
        arrivals = Arrivals.of(rate, true, true, 42);
    }

    @Benchmark
    public long next() {
        if (++taken == RESTART_AFTER) {
            arrivals.restart();
            taken = 0;
        }
        long due = arrivals.dueNs() + arrivals.direction();
        arrivals.take(4096);
        return due;
    }
}

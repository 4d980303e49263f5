package io.berth.bench;

import io.berth.engine.job.Access;
import io.berth.engine.job.BlockSizes;
import io.berth.engine.job.Distribution;
import io.berth.engine.job.Rate;
import io.berth.engine.job.Rw;
import io.berth.engine.pattern.IoPattern;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * Which I/O is next: direction, offset and length of each kind of pattern, over 4 GiB in 4 KiB
 * blocks. Drawn for every I/O, so it must be lost beside the system call's hundreds of nanoseconds,
 * and nothing may be allocated.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Thread)
public class OffsetsBenchmark {

    private static final long REGION_BYTES = 4L << 30;

    /** The pattern's kind. */
    public enum Kind {
        /** One after another. */
        SEQUENTIAL(Rw.READ, new Distribution.Random(), false),
        /** At random, every block once: fio's default. */
        COVERING(Rw.RANDREAD, new Distribution.Random(), false),
        /** The same of reads and writes. */
        COVERING_MIXED(Rw.RANDRW, new Distribution.Random(), false),
        /** The same with blocks of two sizes. */
        COVERING_SIZES(Rw.RANDREAD, new Distribution.Random(), false),
        NORANDOMMAP(Rw.RANDREAD, new Distribution.Random(), true),
        ZIPF(Rw.RANDREAD, new Distribution.Zipf(1.1), true),
        PARETO(Rw.RANDREAD, new Distribution.Pareto(0.2), true),
        NORMAL(Rw.RANDREAD, new Distribution.Normal(10), true);

        private final Rw rw;
        private final Distribution distribution;
        private final boolean norandommap;

        Kind(Rw rw, Distribution distribution, boolean norandommap) {
            this.rw = rw;
            this.distribution = distribution;
            this.norandommap = norandommap;
        }

        private Access access() {
            BlockSizes one = BlockSizes.of(4096);
            BlockSizes two =
                    new BlockSizes(
                            List.of(
                                    new BlockSizes.Part(4096, 4096, 80),
                                    new BlockSizes.Part(8192, 8192, 20)));
            BlockSizes sizes = this == COVERING_SIZES ? two : one;
            return BenchJobs.access(rw, sizes, distribution, norandommap);
        }
    }

    @Param Kind kind;

    private IoPattern pattern;

    @Setup
    public void make() {
        pattern =
                IoPattern.of(
                        BenchJobs.of(kind.access(), Rate.unlimited(), 0),
                        new long[] {0},
                        new long[] {REGION_BYTES});
    }

    @Benchmark
    public long next() {
        if (!pattern.next()) {
            pattern.restart();
            pattern.next();
        }
        return pattern.offsetBytes() + pattern.lengthBytes() + pattern.direction();
    }
}

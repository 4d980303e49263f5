package io.berth.bench;

import io.berth.engine.job.BlockSizes;
import io.berth.engine.job.Distribution;
import io.berth.engine.job.IoEngine;
import io.berth.engine.job.Job;
import io.berth.engine.job.Rate;
import io.berth.engine.job.Rw;
import io.berth.engine.output.JsonOutput;
import io.berth.engine.output.RunFacts;
import io.berth.engine.result.Effective;
import io.berth.engine.result.JobResult;
import io.berth.engine.result.OpFigures;
import io.berth.fio.FioOutput;
import io.berth.latency.Histograms;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.HdrHistogram.Histogram;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** fio's json+ of 64 jobs, in fio's layout as the engine prints it: reading it, and writing it. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@State(Scope.Thread)
public class FioJsonBenchmark {

    private static final int JOBS = 64;
    private static final int SAMPLES = 10_000;

    private final List<JobResult> results =
            IntStream.range(0, JOBS).mapToObj(FioJsonBenchmark::result).toList();
    private final RunFacts facts = RunFacts.of("0", 1, Instant.EPOCH);
    private final byte[] json =
            JsonOutput.jsonPlus(results, facts).getBytes(StandardCharsets.UTF_8);

    @Benchmark
    public FioOutput parse64Jobs() {
        return FioOutput.parse(json);
    }

    @Benchmark
    public String write64Jobs() {
        return JsonOutput.jsonPlus(results, facts);
    }

    private static JobResult result(int number) {
        Job job =
                BenchJobs.of(
                        BenchJobs.access(
                                Rw.RANDRW, BlockSizes.of(4096), new Distribution.Random(), false),
                        Rate.unlimited(),
                        number);
        return new JobResult(
                job,
                new Effective(
                        IoEngine.IO_URING,
                        true,
                        "none",
                        List.of(),
                        true,
                        true,
                        false,
                        512,
                        "4 KiB pages",
                        List.of()),
                0,
                10_000_000_000L,
                List.of(op("read", 2 * number), op("write", 2 * number + 1)),
                1_000_000_000L,
                2_000_000_000L,
                1,
                1,
                0,
                0,
                new long[] {SAMPLES},
                new long[] {SAMPLES},
                new long[] {SAMPLES},
                0,
                0,
                List.of(),
                null,
                null);
    }

    private static OpFigures op(String op, long seed) {
        Histogram clat = Latencies.histogram(SAMPLES, seed);
        return new OpFigures(
                op,
                SAMPLES,
                SAMPLES * 4096L,
                0,
                Histograms.empty(),
                clat,
                clat,
                null,
                new long[10]);
    }
}

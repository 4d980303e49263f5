package io.berth.bench;

import io.berth.latency.Histograms;
import io.berth.latency.LatencySummary;
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

/** The pooled latencies of 64 guests: their histograms merged, and summed up. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@State(Scope.Thread)
public class MergeBenchmark {

    private static final int GUESTS = 64;
    private static final int SAMPLES = 10_000;

    private final List<Histogram> guests =
            IntStream.range(0, GUESTS).mapToObj(g -> Latencies.histogram(SAMPLES, g)).toList();

    @Benchmark
    public LatencySummary merge64Guests() {
        return LatencySummary.of(Histograms.merge(guests));
    }
}

package io.berth.bench;

import io.berth.latency.Histograms;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * Recording one latency, three ways. The engine gives each thread private histograms and merges
 * them after; the two that may be read while they are written are what that saves.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Thread)
public class RecordingBenchmark {

    private final long[] latenciesNs = Latencies.sample(4096, 1);
    private final Histogram histogram = Histograms.empty();
    private final Recorder recorder = new Recorder(Histograms.HIGHEST_NS, Histograms.DIGITS);
    private final ConcurrentHistogram concurrent =
            new ConcurrentHistogram(Histograms.HIGHEST_NS, Histograms.DIGITS);
    private int next;

    /** What the engine does. */
    @Benchmark
    public void privateHistogram() {
        histogram.recordValue(latency());
    }

    @Benchmark
    public void recorder() {
        recorder.recordValue(latency());
    }

    @Benchmark
    public void concurrentHistogram() {
        concurrent.recordValue(latency());
    }

    /** Looking at the clock, which the engine does twice a batch. */
    @Benchmark
    public long clock() {
        return System.nanoTime();
    }

    private long latency() {
        next = (next + 1) & (latenciesNs.length - 1);
        return latenciesNs[next];
    }
}

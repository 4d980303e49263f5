package io.berth.bench;

import io.berth.plan.Plan;
import io.berth.plan.Planner;
import io.berth.profile.Profile;
import io.berth.profile.ProfileReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** A profile of 10,000 cases, from its model to its plan with ids, order and estimates. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@State(Scope.Thread)
public class PlanBenchmark {

    private static final int CASES = 10_000;

    private static final String PROFILE =
            """
            name: large
            disk: {size: 1GiB, format: [raw, qcow2], cache: [none, writeback]}
            guest: {vcpus: 1, memory: 256MiB}
            guests: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]
            workloads:
              - name: load
                rw: [randread, randwrite, read, write, randrw]
                bs: [4k, 8k, 16k, 32k, 64k]
                iodepth: [1, 2, 3, 4, 6, 8, 12, 16, 24, 32]
            measure: {ramp_time: 5s, runtime: 30s, blocks: 3, seed: 42}
            """;

    private Profile profile;

    @Setup
    public void read() throws IOException {
        Path file = Files.createTempFile("berth-bench", ".yaml");
        try {
            Files.writeString(file, PROFILE);
            profile = ProfileReader.read(file);
        } finally {
            Files.delete(file);
        }
    }

    @Benchmark
    public Plan expand10000Cases() {
        Plan plan = Planner.plan(profile);
        if (plan.cases().size() != CASES) {
            throw new IllegalStateException(plan.cases().size() + " cases");
        }
        return plan;
    }
}

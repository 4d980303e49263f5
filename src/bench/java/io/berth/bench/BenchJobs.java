package io.berth.bench;

import io.berth.engine.job.Access;
import io.berth.engine.job.BlockSizes;
import io.berth.engine.job.Buffers;
import io.berth.engine.job.Distribution;
import io.berth.engine.job.Files;
import io.berth.engine.job.IoEngine;
import io.berth.engine.job.Job;
import io.berth.engine.job.Queue;
import io.berth.engine.job.Rate;
import io.berth.engine.job.Rw;
import io.berth.engine.job.Sync;
import io.berth.engine.job.Timing;
import io.berth.engine.job.Verify;
import java.nio.file.Path;
import java.time.Duration;

/** Jobs for benchmarks; nothing of them is run. */
final class BenchJobs {

    private BenchJobs() {}

    static Job of(Access access, Rate rate, int number) {
        return new Job(
                "bench",
                number,
                0,
                0,
                Files.existing(Path.of("none"), null),
                access,
                Queue.of(IoEngine.IO_URING, 32, true),
                rate,
                Sync.none(),
                Timing.of(Duration.ZERO, Duration.ofSeconds(10)),
                Verify.none(),
                Buffers.scrambled(),
                42 + number);
    }

    static Access access(Rw rw, BlockSizes sizes, Distribution distribution, boolean norandommap) {
        return new Access(rw, 50, sizes, sizes, 0, 1, 0, distribution, norandommap);
    }
}

package io.berth.engine.loop;

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
import io.berth.engine.result.JobResult;
import io.berth.engine.result.OpFigures;
import io.berth.engine.result.Progress;
import io.berth.engine.target.Region;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Jobs for tests: small random reads of one file by default, until its size is done. */
final class JobBuilder {
    final Path file;
    final long sizeBytes;
    IoEngine engine = IoEngine.PSYNC;
    Rw rw = Rw.RANDREAD;
    long bs = 4096;
    int iodepth = 1;
    int batchSubmit = 1;
    int completeMin = 1;
    int completeMax = 0;
    int low = 0;
    boolean direct;
    boolean fixedBuffers = true;
    boolean registeredFiles = true;
    boolean hugePages;
    boolean polled;
    boolean submissionThread;
    Rate rate = Rate.unlimited();
    Sync sync = Sync.none();
    Timing timing = new Timing(Duration.ZERO, Duration.ZERO, false, Duration.ZERO, 1, 0);
    Verify verify = Verify.none();
    Buffers buffers = Buffers.scrambled();
    int stage;
    int number;
    String name = "test";

    JobBuilder(Path file, long sizeBytes) {
        this.file = file;
        this.sizeBytes = sizeBytes;
    }

    JobBuilder engine(IoEngine wanted) {
        engine = wanted;
        return this;
    }

    JobBuilder rw(Rw wanted) {
        rw = wanted;
        return this;
    }

    JobBuilder depth(int depth) {
        iodepth = depth;
        return this;
    }

    JobBuilder batches(int submit, int min, int max) {
        batchSubmit = submit;
        completeMin = min;
        completeMax = max;
        return this;
    }

    JobBuilder direct() {
        direct = true;
        return this;
    }

    JobBuilder forTime(Duration ramp, Duration runtime) {
        timing = Timing.of(ramp, runtime);
        return this;
    }

    JobBuilder iops(long reads, long writes) {
        rate = new Rate(reads, writes, 0, 0, Rate.Process.LINEAR, Duration.ZERO, Duration.ZERO, 1);
        return this;
    }

    JobBuilder sync(int fsync, int fdatasync, boolean endFsync) {
        sync = new Sync(fsync, fdatasync, endFsync, Sync.Open.NONE);
        return this;
    }

    Job job() {
        return new Job(
                name,
                number,
                0,
                stage,
                Files.existing(file, null),
                new Access(
                        rw,
                        50,
                        BlockSizes.of(bs),
                        BlockSizes.of(bs),
                        0,
                        1,
                        0,
                        new Distribution.Random(),
                        false),
                new Queue(
                        engine,
                        iodepth,
                        batchSubmit,
                        completeMin,
                        completeMax,
                        low,
                        direct,
                        fixedBuffers,
                        registeredFiles,
                        hugePages,
                        polled,
                        submissionThread),
                rate,
                sync,
                timing,
                verify,
                buffers,
                42 + number);
    }

    List<Region> regions() {
        return List.of(new Region(file, false, 0, sizeBytes));
    }

    JobResult run() throws InterruptedException {
        return run(new Heard(), this).getFirst();
    }

    static List<JobResult> run(Progress progress, JobBuilder... jobs) throws InterruptedException {
        List<Job> all = new ArrayList<>();
        List<List<Region>> regions = new ArrayList<>();
        for (JobBuilder job : jobs) {
            all.add(job.job());
            regions.add(job.regions());
        }
        return Stages.run(all, regions, progress);
    }

    static OpFigures figures(JobResult result, String op) {
        return result.ops().stream().filter(o -> o.op().equals(op)).findFirst().orElseThrow();
    }

    /** What a run told of. */
    static final class Heard implements Progress {
        final List<String> phases = new ArrayList<>();
        final List<String> notices = new ArrayList<>();

        @Override
        public void phase(String phase) {
            phases.add(phase);
        }

        @Override
        public void notice(String notice) {
            notices.add(notice);
        }
    }
}

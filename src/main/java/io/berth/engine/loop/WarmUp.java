package io.berth.engine.loop;

import io.berth.engine.ffi.ThreadCounters;
import io.berth.engine.job.Job;
import io.berth.engine.job.Timing;
import io.berth.engine.target.Region;
import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Runs a job's very loop on {@code /dev/zero}, with a ring and buffers of its own, until the
 * compiler has nothing more to do: the first measured I/O is as fast as the last, and the job's
 * files have not been touched.
 */
final class WarmUp {
    /** Writes to /dev/zero cost nothing, reads of it clear memory: short ones do. */
    private static final int LENGTH_MAX = 4096;

    private static final int IOS_A_RUN = 64;

    /** HotSpot compiles a method with loops after some hundreds of calls (Tier4MinInvocation). */
    private static final int RUNS_A_ROUND = 400;

    private static final int ROUNDS_MIN = 3;

    private static final long NS_MAX = TimeUnit.SECONDS.toNanos(3);

    private WarmUp() {}

    /** Warms the loop of a job up, on its thread. */
    static void run(Job job, List<Region> regions, Supplies supplies, Control control) {
        long endNs = System.nanoTime() + NS_MAX;
        int length = (int) Math.min(LENGTH_MAX, job.access().maxBytes());
        try (JobFiles files = JobFiles.forWarmUp(regions.size());
                Rig rig = new Rig(job, files, regions, length, false);
                ThreadCounters counters = new ThreadCounters()) {
            Sequence sequence =
                    Sequence.forWarmUp(
                            job, supplies.pattern(job, regions), supplies.arrivals(job), length);
            Window window = new Window(Timing.of(Duration.ZERO, Duration.ofHours(3)), counters);
            Contents contents = new Contents(job.buffers(), rig.buffers(), job.seed());
            Recorder recorder = new Recorder(job, rig.combined());
            Errors errors = new Errors(regions.stream().map(Region::file).toList());
            Loop.Parts parts =
                    new Loop.Parts(sequence, recorder, window, control, errors, contents, null, 0);
            rounds(rig.loop(parts, job.queue()), sequence, control, endNs);
            if (errors.any()) {
                throw new IllegalStateException("warming up failed: " + errors.first());
            }
        }
    }

    private static void rounds(Loop loop, Sequence sequence, Control control, long endNs) {
        // Long before now: everything is due, so that no rate makes this slow.
        loop.begin(System.nanoTime() - TimeUnit.HOURS.toNanos(1));
        CompilationMXBean compiler = ManagementFactory.getCompilationMXBean();
        long before = -1;
        for (int round = 0; System.nanoTime() < endNs && !control.stopped(); round++) {
            for (int i = 0; i < RUNS_A_ROUND; i++) {
                sequence.budget(IOS_A_RUN);
                loop.go();
            }
            long after = compiler.getTotalCompilationTime();
            if (round >= ROUNDS_MIN && after == before) {
                return;
            }
            before = after;
        }
    }
}

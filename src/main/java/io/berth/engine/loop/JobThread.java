package io.berth.engine.loop;

import io.berth.engine.ffi.OpenFlags;
import io.berth.engine.ffi.ThreadCounters;
import io.berth.engine.job.IoEngine;
import io.berth.engine.job.Job;
import io.berth.engine.job.Verify;
import io.berth.engine.result.Effective;
import io.berth.engine.result.JobResult;
import io.berth.engine.result.VerifyFigures;
import io.berth.engine.target.Region;
import io.berth.engine.verify.Verifier;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A job on a thread of its own: makes itself ready, waits for the others, runs, reads back. */
final class JobThread implements Runnable, Watch.Watched {
    /** The last stretch before the start is spun, so that jobs begin together. */
    private static final long SPIN_NS = 200_000;

    private static final long TIMER_SLACK_NS = 1;

    /** Where a job is. */
    enum Phase {
        SETTING_UP,
        RUNNING,
        VERIFYING,
        ENDED
    }

    private final Job job;
    private final List<Region> regions;
    private final Supplies supplies;
    private final Control control;
    private final boolean warmUp;
    private final long run;

    private volatile Phase phase = Phase.SETTING_UP;
    private volatile @Nullable Loop loop;
    private volatile List<String> fallbacks = List.of();
    private volatile @Nullable JobResult result;
    private volatile @Nullable Throwable failure;

    /**
     * A job, not begun.
     *
     * @param warmUp whether its loop is run on nothing first
     * @param run tells this run's written blocks from those of others
     */
    JobThread(
            Job job,
            List<Region> regions,
            Supplies supplies,
            Control control,
            boolean warmUp,
            long run) {
        this.job = job;
        this.regions = regions;
        this.supplies = supplies;
        this.control = control;
        this.warmUp = warmUp;
        this.run = run;
    }

    @Override
    public Job job() {
        return job;
    }

    @Override
    public Phase phase() {
        return phase;
    }

    /** What it could not have, known once it is ready. */
    List<String> fallbacks() {
        return fallbacks;
    }

    /** What it did; null until it has ended, or if {@link #failure} says why not. */
    @Nullable JobResult result() {
        return result;
    }

    /** Why it could not be begun or carried through. */
    @Nullable Throwable failure() {
        return failure;
    }

    @Override
    public long reads() {
        Loop running = loop;
        return running == null ? 0 : running.reads();
    }

    @Override
    public long writes() {
        Loop running = loop;
        return running == null ? 0 : running.writes();
    }

    @Override
    public void run() {
        try {
            ThreadCounters.timerSlackNs(TIMER_SLACK_NS);
            if (warmUp) {
                WarmUp.run(job, regions, supplies, control);
            }
            result = withFiles();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            failure = e;
        } catch (Throwable e) {
            failure = e;
        } finally {
            phase = Phase.ENDED;
            control.arrived();
        }
    }

    private @Nullable JobResult withFiles() throws InterruptedException {
        try (JobFiles files = JobFiles.open(job, regions);
                ThreadCounters counters = new ThreadCounters()) {
            Rig rig = new Rig(job, files, regions, job.access().maxBytes(), true);
            boolean whole = false;
            try {
                JobResult done = withRig(files, rig, counters);
                whole = loop == null || abandoned() == 0;
                return done;
            } finally {
                // What is still in flight would write into memory that others have by then.
                if (whole || loop == null) {
                    rig.close();
                }
            }
        }
    }

    private int abandoned() {
        Loop running = loop;
        return running == null ? 0 : running.abandoned();
    }

    private @Nullable JobResult withRig(JobFiles files, Rig rig, ThreadCounters counters)
            throws InterruptedException {
        fallbacks = rig.fallbacks();
        boolean verifies = job.verify().checksum() != Verify.Checksum.NONE;
        Verifier verifier = verifies ? Verifier.of(job, regions, run) : null;
        Window window = new Window(job.timing(), counters);
        Errors errors = new Errors(regions.stream().map(Region::file).toList());
        Recorder recorder = new Recorder(job, rig.combined());
        boolean ramps = !job.timing().rampTime().isZero();
        Recorder first = ramps ? new Recorder(job, rig.combined()) : recorder;
        Contents contents = new Contents(job.buffers(), rig.buffers(), job.seed());
        Sequence sequence =
                new Sequence(job, supplies.pattern(job, regions), supplies.arrivals(job));
        Checks checks = verifier == null ? null : new Checks(verifier, job.verify().fatal());
        Loop.Parts parts =
                new Loop.Parts(
                        sequence,
                        first,
                        recorder,
                        window,
                        control,
                        errors,
                        contents,
                        checks,
                        files.alignBytes());
        Loop running = rig.loop(parts, job.queue());
        files.advise(regions, job.access().rw().random());
        Effective effective = effective(files, rig);
        if (job.files().invalidate()) {
            files.dropCached(regions);
        }
        control.arrived();
        long startNs = control.awaitStart() + job.timing().startDelay().toNanos();
        phase = Phase.RUNNING;
        sleepUntil(startNs);
        if (control.stopped()) {
            return null;
        }
        loop = running;
        boolean dry = verifier != null && verifier.dryRun();
        if (dry) {
            window.begin(System.nanoTime());
        } else {
            running.run(startNs);
            syncAtEnd(files, recorder, errors, rig.combined());
        }
        window.close(System.nanoTime());
        running.recordUnbegun();
        phase = Phase.VERIFYING;
        VerifyFigures verified = null;
        if (verifier != null) {
            verified =
                    new ReadingBack(job, files, rig.buffers(), verifier, errors, control)
                            .run(() -> supplies.pattern(job, regions), running.failed);
        }
        return result(effective, window, recorder, errors, verified, running);
    }

    private void sleepUntil(long startNs) {
        long leftNs = startNs - System.nanoTime();
        while (leftNs > 0 && !control.stopped()) {
            if (leftNs > SPIN_NS) {
                LockSupport.parkNanos(Math.min(leftNs - SPIN_NS, Loop.WAIT_PIECE_NS));
            } else {
                Thread.onSpinWait();
            }
            leftNs = startNs - System.nanoTime();
        }
    }

    /** fsync as part of the job's time, as fio has it. */
    private void syncAtEnd(JobFiles files, Recorder recorder, Errors errors, boolean combined) {
        if (!job.sync().endFsync() || !job.access().rw().writes() || errors.any()) {
            return;
        }
        for (int file = 0; file < regions.size(); file++) {
            long startNs = System.nanoTime();
            int code = files.descriptors().get(file).sync(false);
            long nowNs = System.nanoTime();
            if (code < 0) {
                errors.failed(Op.SYNC, -code, file, 0);
                return;
            }
            recorder.at(nowNs);
            if (combined) {
                recorder.combined(Op.SYNC, startNs, nowNs, 0);
            } else {
                recorder.apart(Op.SYNC, startNs, startNs, nowNs, 0);
            }
        }
    }

    private Effective effective(JobFiles files, Rig rig) {
        int flags = files.flags();
        if (rig.engine() == IoEngine.FILECHANNEL) {
            flags = rig.channelFlags();
        }
        boolean sync = (flags & OpenFlags.O_SYNC) == OpenFlags.O_SYNC;
        boolean dsync = (flags & OpenFlags.O_DSYNC) != 0;
        return new Effective(
                rig.engine(),
                (flags & OpenFlags.O_DIRECT) != 0,
                sync ? "O_SYNC" : dsync ? "O_DSYNC" : "none",
                rig.ringFlags(),
                rig.fixedBuffers(),
                rig.registeredFiles(),
                rig.combined(),
                files.alignBytes(),
                rig.buffers().pages(),
                rig.fallbacks());
    }

    private JobResult result(
            Effective effective,
            Window window,
            Recorder recorder,
            Errors errors,
            @Nullable VerifyFigures verified,
            Loop running) {
        List<String> reasons = new ArrayList<>();
        if (errors.any()) {
            reasons.add(errors.first());
        }
        if (running.abandoned() > 0) {
            reasons.add(running.abandoned() + " I/Os had not completed 60 s after the end");
        }
        if (verified != null && verified.bad() > 0) {
            reasons.add(verified.bad() + " of " + verified.blocks() + " verified blocks are bad");
        }
        if (running.wasStopped()) {
            reasons.add("told to end before its time");
        }
        return new JobResult(
                job,
                effective,
                window.startUnixNs(),
                window.lengthNs(),
                recorder.figures(window.lengthNs()),
                window.userNs(),
                window.systemNs(),
                window.voluntarySwitches(),
                window.involuntarySwitches(),
                window.majorFaults(),
                window.minorFaults(),
                recorder.depthIos(),
                recorder.submitCalls(),
                recorder.completeCalls(),
                window.collections(),
                window.allocatedBytes(),
                errors.list(),
                verified,
                reasons.isEmpty() ? null : String.join("; ", reasons));
    }

    /** A slow disk's time for all that the job may have written. */
    @Override
    public long verifyingNsMax() {
        long bytes = regions.stream().mapToLong(Region::lengthBytes).sum();
        return TimeUnit.SECONDS.toNanos(60 + (bytes >> 20));
    }
}

package io.berth.engine.loop;

import io.berth.engine.job.EngineException;
import io.berth.engine.job.EngineException.Cause;
import io.berth.engine.job.Job;
import io.berth.engine.job.Timing;
import io.berth.engine.result.JobResult;
import io.berth.engine.result.Progress;
import io.berth.engine.target.Region;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Runs jobs stage after stage, those of a stage together, each on a thread of its own. */
public final class Stages {
    /** Jobs are given this long to begin waiting for the start. */
    private static final long START_NS = TimeUnit.MILLISECONDS.toNanos(20);

    private static final long SET_UP_MS_MAX = TimeUnit.MINUTES.toMillis(5);

    private static final long TICK_MS = 1000;

    /** How late a job may be, after its time or after its last completion. */
    private static final long HUNG_NS = TimeUnit.SECONDS.toNanos(60);

    /** How long jobs that were told to end are waited for: the drain of their own, and a bit. */
    private static final long END_MS_MAX = TimeUnit.SECONDS.toMillis(65);

    private final List<Job> jobs;
    private final List<List<Region>> regions;
    private final Progress progress;
    private final Supplies supplies;
    private final @Nullable JobResult[] results;
    private final Set<String> warm = new HashSet<>();

    Stages(List<Job> jobs, List<List<Region>> regions, Progress progress, Supplies supplies) {
        this.jobs = List.copyOf(jobs);
        this.regions = regions;
        this.progress = progress;
        this.supplies = supplies;
        this.results = new @Nullable JobResult[jobs.size()];
    }

    /**
     * Runs jobs on files that are ready.
     *
     * @param regions of each job
     * @return a result for each job, in order
     * @throws EngineException if a job cannot be begun, or its I/O hangs
     * @throws InterruptedException if the thread is interrupted; the jobs have been ended
     */
    public static List<JobResult> run(List<Job> jobs, List<List<Region>> regions, Progress progress)
            throws InterruptedException {
        return new Stages(jobs, regions, progress, Supplies.real()).run();
    }

    List<JobResult> run() throws InterruptedException {
        Set<Integer> stages = new TreeSet<>();
        jobs.forEach(job -> stages.add(job.stage()));
        for (int stage : stages) {
            runStage(stage);
        }
        List<JobResult> all = new ArrayList<>();
        for (JobResult result : results) {
            if (result == null) {
                throw new IllegalStateException("a job without a result");
            }
            all.add(result);
        }
        return List.copyOf(all);
    }

    private void runStage(int stage) throws InterruptedException {
        List<Integer> indices = new ArrayList<>();
        for (int i = 0; i < jobs.size(); i++) {
            if (jobs.get(i).stage() == stage) {
                indices.add(i);
            }
        }
        Control control = new Control(indices.size());
        // Any number that differs from run to run: verified blocks tell whose they are.
        long run = System.currentTimeMillis() << 8 ^ System.nanoTime();
        List<JobThread> bodies = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        for (int index : indices) {
            Job job = jobs.get(index);
            boolean cold = warm.add(shape(job));
            JobThread body = new JobThread(job, regions.get(index), supplies, control, cold, run);
            bodies.add(body);
            threads.add(
                    Thread.ofPlatform()
                            .daemon()
                            .name("berth-" + job.name() + "-" + job.number())
                            .unstarted(body));
        }
        progress.phase("warming up");
        threads.forEach(Thread::start);
        try {
            awaitReady(control, bodies);
            follow(control, bodies, threads);
        } catch (InterruptedException | RuntimeException e) {
            control.stop();
            end(threads);
            throw e;
        }
        for (int i = 0; i < bodies.size(); i++) {
            results[indices.get(i)] = bodies.get(i).result();
        }
    }

    /** Loops of one shape are compiled once. */
    private static String shape(Job job) {
        return job.queue().ioengine()
                + " "
                + (job.queue().iodepth() > 1)
                + job.access().rw()
                + job.rate().limited()
                + job.access().distribution().getClass().getSimpleName()
                + job.access().norandommap();
    }

    private void awaitReady(Control control, List<JobThread> bodies) throws InterruptedException {
        boolean ready = control.awaitReady(SET_UP_MS_MAX);
        requireNoFailure(bodies);
        if (!ready) {
            JobThread late =
                    bodies.stream()
                            .filter(b -> b.phase() == JobThread.Phase.SETTING_UP)
                            .findFirst()
                            .orElse(bodies.getFirst());
            throw new EngineException(
                    Cause.HOST,
                    late.job().name()
                            + ": not ready after 5 minutes: opening its files or dropping them from"
                            + " the page cache hangs; see 'dmesg' for its disk");
        }
        Set<String> notices = new LinkedHashSet<>();
        for (JobThread body : bodies) {
            for (String fallback : body.fallbacks()) {
                notices.add(body.job().name() + ": " + fallback);
            }
        }
        notices.forEach(progress::notice);
    }

    private static void requireNoFailure(List<JobThread> bodies) {
        for (JobThread body : bodies) {
            Throwable failure = body.failure();
            if (failure instanceof EngineException known) {
                throw known;
            }
            if (failure != null) {
                throw new EngineException(
                        Cause.HOST, body.job().name() + ": " + failure.getMessage(), failure);
            }
        }
    }

    private void follow(Control control, List<JobThread> bodies, List<Thread> threads)
            throws InterruptedException {
        long startNs = System.nanoTime() + START_NS;
        control.start(startNs);
        Watch watch = new Watch(bodies, startNs, HUNG_NS);
        long rampNs =
                bodies.stream()
                        .mapToLong(b -> b.job().timing().rampTime().toNanos())
                        .max()
                        .orElse(0);
        progress.phase(rampNs > 0 ? "ramp" : "measuring");
        boolean ramping = rampNs > 0;
        boolean verifying = false;
        while (!ended(threads)) {
            long now = System.nanoTime();
            if (ramping && now - startNs >= rampNs) {
                ramping = false;
                progress.phase("measuring");
            }
            if (!verifying && watch.verifying()) {
                verifying = true;
                progress.phase("verifying");
            }
            progress.ios(
                    bodies.stream().mapToLong(JobThread::reads).sum(),
                    bodies.stream().mapToLong(JobThread::writes).sum());
            watch.look(now);
        }
        requireNoFailure(bodies);
    }

    /** Waits up to a tick; whether all have ended. */
    private static boolean ended(List<Thread> threads) throws InterruptedException {
        long deadlineNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(TICK_MS);
        for (Thread thread : threads) {
            long leftMs = TimeUnit.NANOSECONDS.toMillis(deadlineNs - System.nanoTime());
            thread.join(Math.max(1, leftMs));
            if (thread.isAlive()) {
                return false;
            }
        }
        return true;
    }

    /** Waits for threads that were told to end, even if this one is interrupted again. */
    private static void end(List<Thread> threads) {
        long deadlineNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(END_MS_MAX);
        boolean interrupted = false;
        for (Thread thread : threads) {
            while (thread.isAlive() && System.nanoTime() < deadlineNs) {
                try {
                    thread.join(TICK_MS);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** The longest that a job's measured time and what comes before it take; 0 if unknown. */
    static long plannedNs(Timing timing) {
        return timing.runtime().isZero()
                ? 0
                : timing.startDelay().plus(timing.rampTime()).plus(timing.runtime()).toNanos();
    }
}

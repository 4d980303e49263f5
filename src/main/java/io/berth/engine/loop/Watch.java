package io.berth.engine.loop;

import io.berth.engine.job.EngineException;
import io.berth.engine.job.EngineException.Cause;
import io.berth.engine.job.Job;
import io.berth.engine.job.Rate;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Notices jobs whose I/O hangs: those that have not ended well after their time, and of those that
 * run until their size is done, those that complete nothing for too long.
 */
final class Watch {
    private final List<JobThread> jobs;
    private final long startNs;
    private final long hungNs;
    private final long[] lastIos;
    private final long[] lastChangeNs;
    private final long[] verifyingSinceNs;

    Watch(List<JobThread> jobs, long startNs, long hungNs) {
        this.jobs = jobs;
        this.startNs = startNs;
        this.hungNs = hungNs;
        lastIos = new long[jobs.size()];
        lastChangeNs = new long[jobs.size()];
        verifyingSinceNs = new long[jobs.size()];
    }

    boolean verifying() {
        return jobs.stream().anyMatch(j -> j.phase() == JobThread.Phase.VERIFYING);
    }

    /**
     * Takes a look.
     *
     * @throws EngineException if a job hangs
     */
    void look(long nowNs) {
        for (int i = 0; i < jobs.size(); i++) {
            JobThread job = jobs.get(i);
            switch (job.phase()) {
                case SETTING_UP, ENDED -> {}
                case RUNNING -> running(i, job, nowNs);
                case VERIFYING -> verifying(i, job, nowNs);
            }
        }
    }

    private void running(int i, JobThread body, long nowNs) {
        Job job = body.job();
        long plannedNs = Stages.plannedNs(job.timing());
        if (plannedNs > 0) {
            if (nowNs - startNs > plannedNs + hungNs) {
                throw hung(job, "has not ended 60 s after its time");
            }
            return;
        }
        long ios = body.reads() + body.writes();
        if (lastChangeNs[i] == 0 || ios != lastIos[i]) {
            lastIos[i] = ios;
            lastChangeNs[i] = nowNs;
        } else if (nowNs - lastChangeNs[i]
                > hungNs + pauseNs(job) + job.timing().startDelay().toNanos()) {
            throw hung(job, "has completed no I/O for 60 s");
        }
    }

    /** The longest pause that a job makes of itself: its thinking, and many gaps of its rate. */
    private static long pauseNs(Job job) {
        Rate rate = job.rate();
        long pause = rate.thinkTime().toNanos();
        long slowest = Long.MAX_VALUE;
        for (long iops : new long[] {rate.readIops(), rate.writeIops()}) {
            slowest = iops > 0 ? Math.min(slowest, iops) : slowest;
        }
        long block = Math.max(1, job.access().maxBytes());
        for (long bytes : new long[] {rate.readBytesPerSecond(), rate.writeBytesPerSecond()}) {
            slowest = bytes > 0 ? Math.min(slowest, Math.max(1, bytes / block)) : slowest;
        }
        return slowest == Long.MAX_VALUE
                ? pause
                : pause + TimeUnit.SECONDS.toNanos(20) / Math.max(1, slowest);
    }

    private void verifying(int i, JobThread body, long nowNs) {
        if (verifyingSinceNs[i] == 0) {
            verifyingSinceNs[i] = nowNs;
        } else if (nowNs - verifyingSinceNs[i] > body.verifyingNsMax()) {
            throw hung(body.job(), "reads back more slowly than 1 MiB/s");
        }
    }

    private static EngineException hung(Job job, String how) {
        return new EngineException(
                Cause.HOST,
                job.name()
                        + " "
                        + how
                        + ": I/O on "
                        + job.files().paths().getFirst()
                        + " hangs; see 'dmesg' and 'cat /proc/<pid>/task/*/stack' for where");
    }
}

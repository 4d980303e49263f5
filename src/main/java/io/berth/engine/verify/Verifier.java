package io.berth.engine.verify;

import io.berth.engine.job.Job;
import io.berth.engine.job.Verify;
import io.berth.engine.target.Region;
import java.util.List;

/**
 * What one job verifies; made once before it begins, used by its thread alone.
 *
 * <p>As in fio the reads of a job that only reads are checked as they complete, those of a job that
 * also writes are not (they may be of blocks that were never written); what a job wrote is read
 * back when it ends. Unlike fio this is also done after a time based job.
 *
 * <p>The loop's part: {@link #stamps} → {@link BlockStamp#fill} before each write, {@link
 * ReadBack#submitted}, then {@link ReadBack#completed} or {@link ReadBack#failed}. After the job
 * its files are flushed and dropped from the page cache, then for each {@link ReadBack#next} that
 * place is read and given to {@link BlockCheck#check}. With {@link #dryRun} nothing is written: the
 * pattern is gone through once, each write only told to {@link ReadBack#submitted}.
 */
public final class Verifier {

    private final Verify verify;
    private final boolean reads;
    private final boolean writes;
    private final BlockStamp stamp;
    private final BlockCheck check;
    private final ReadBack readBack;

    private Verifier(Job job, BlockStamp stamp, BlockCheck check, ReadBack readBack) {
        this.verify = job.verify();
        this.reads = job.access().rw().reads();
        this.writes = job.access().rw().writes();
        this.stamp = stamp;
        this.check = check;
        this.readBack = readBack;
    }

    /**
     * What a job with a checksum verifies.
     *
     * @param run tells this run's blocks from those of earlier ones: any number that differs
     * @throws io.berth.engine.job.EngineException if its blocks cannot carry checksums
     */
    public static Verifier of(Job job, List<Region> regions, long run) {
        Layout layout = Layout.of(job);
        ReadBack readBack = new ReadBack(job, regions, layout.intervalBytes());
        return new Verifier(
                job,
                new BlockStamp(layout, job, run),
                new BlockCheck(layout, job, regions, readBack, run),
                readBack);
    }

    /**
     * Refuses a job whose blocks cannot carry checksums.
     *
     * @throws io.berth.engine.job.EngineException saying why
     */
    public static void require(Job job) {
        if (job.verify().checksum() != Verify.Checksum.NONE) {
            Layout.of(job);
        }
    }

    /** Whether writes carry headers and checksums. */
    public boolean stamps() {
        return writes && !verify.only();
    }

    /** Whether each read of the job is checked when it completes. */
    public boolean checksReads() {
        return reads && !writes;
    }

    /** Whether what was written is read back when the job has ended. */
    public boolean readsBack() {
        return writes && (verify.afterwards() || verify.only());
    }

    /** {@code verify_only}: nothing is written, its pattern's writes are read back. */
    public boolean dryRun() {
        return writes && verify.only();
    }

    public BlockStamp stamp() {
        return stamp;
    }

    public BlockCheck check() {
        return check;
    }

    public ReadBack readBack() {
        return readBack;
    }
}

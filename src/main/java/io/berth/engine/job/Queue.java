package io.berth.engine.job;

/**
 * How many I/Os are in flight, and how they are handed over.
 *
 * @param iodepth I/Os kept in flight
 * @param batchSubmit {@code iodepth_batch_submit}: I/Os handed over by one system call
 * @param batchCompleteMin {@code iodepth_batch_complete_min}: completions waited for when the queue
 *     is full; 0 polls
 * @param batchCompleteMax {@code iodepth_batch_complete_max}: most completions taken at once
 * @param low {@code iodepth_low}: once full, the queue is refilled from this depth down
 * @param fixedBuffers whether buffers are registered with the ring
 * @param registeredFiles whether files are
 * @param hugePages whether buffers lie on transparent huge pages (madvise), else on 4 KiB pages
 * @param polled {@code hipri}: the device is polled for completions
 * @param submissionThread {@code sqthread_poll}: a kernel thread submits
 */
public record Queue(
        IoEngine ioengine,
        int iodepth,
        int batchSubmit,
        int batchCompleteMin,
        int batchCompleteMax,
        int low,
        boolean direct,
        boolean fixedBuffers,
        boolean registeredFiles,
        boolean hugePages,
        boolean polled,
        boolean submissionThread) {

    /** fio's defaults for a depth: one I/O a system call, one completion waited for. */
    public static Queue of(IoEngine ioengine, int iodepth, boolean direct) {
        return new Queue(
                ioengine, iodepth, 1, 1, 1, iodepth, direct, true, true, false, false, false);
    }
}

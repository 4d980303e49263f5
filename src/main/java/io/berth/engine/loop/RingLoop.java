package io.berth.engine.loop;

import io.berth.engine.ffi.Errno;
import io.berth.engine.ffi.Ring;
import io.berth.engine.ffi.SystemCallException;
import io.berth.engine.job.Queue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The loop of many I/Os in flight, with fio's iodepth, iodepth_batch_submit,
 * iodepth_batch_complete_min and _max, and iodepth_low: the queue is filled, handed over batch by
 * batch, and when it is full completions are waited for until it has room again.
 *
 * <p>The clock is read once when the first I/O of a batch is prepared, once when the call that
 * hands the batch over has returned, and once for each look that finds completions.
 */
final class RingLoop extends Loop {
    private static final long DRAIN_NS_MAX = TimeUnit.SECONDS.toNanos(60);

    /** How long a hand-over may be refused for want of memory. */
    private static final long REFUSED_NS_MAX = TimeUnit.SECONDS.toNanos(60);

    /** Where a kernel cannot wait with a timeout, completions are looked for this often. */
    private static final long LOOK_NS = 20_000;

    private final Ring ring;
    private final int depth;
    private final int batchSubmit;
    private final int completeMin;
    private final int completeMax;
    private final int low;
    private final int writeBuffers;
    private final boolean paced;

    private final int[] ops;
    private final int[] files;
    private final int[] lengths;
    private final int[] dones;
    private final long[] offsets;
    private final long[] startsNs;
    private final long[] issuesNs;
    private final long[] intendedsNs;
    private final boolean[] dataOnlys;

    /** Slots of I/Os that are not in flight. */
    private final int[] free;

    private int freeCount;

    /** Slots that are prepared and not handed over, in order. */
    private final int[] prepared;

    private int preparedCount;

    /** When the first of these was prepared: as in fio, an I/O starts before it is handed over. */
    private long batchStartNs;

    /** Whether {@link #nowNs} was read since completions may have come. */
    private boolean clockIsFresh;

    private int abandoned;

    /**
     * A loop over a ring.
     *
     * @param writeBuffers the buffer of slot 0's writes; its reads go to buffer 0
     */
    RingLoop(Parts parts, Ring ring, Queue queue, int writeBuffers) {
        super(parts);
        this.ring = ring;
        this.writeBuffers = writeBuffers;
        depth = queue.iodepth();
        batchSubmit = queue.batchSubmit() <= 0 ? depth : Math.min(queue.batchSubmit(), depth);
        completeMin = Math.min(queue.batchCompleteMin(), depth);
        int most = queue.batchCompleteMax() <= 0 ? depth : queue.batchCompleteMax();
        completeMax = Math.max(most, Math.max(1, completeMin));
        low = queue.low() <= 0 ? depth : Math.min(queue.low(), depth);
        paced = sequence.paced();
        ops = new int[depth];
        files = new int[depth];
        lengths = new int[depth];
        dones = new int[depth];
        offsets = new long[depth];
        startsNs = new long[depth];
        issuesNs = new long[depth];
        intendedsNs = new long[depth];
        dataOnlys = new boolean[depth];
        free = new int[depth];
        prepared = new int[depth];
        for (int i = 0; i < depth; i++) {
            free[i] = depth - 1 - i;
        }
        freeCount = depth;
    }

    @Override
    boolean step() {
        int why = fill();
        submit();
        switch (why) {
            case Op.DONE -> {
                return false;
            }
            case Op.PAUSE -> {
                drain();
                sequence.think(control, window.boundaryNs());
                nowNs = System.nanoTime();
            }
            case Op.NOT_DUE -> awaitDue();
            default -> awaitRoom();
        }
        return true;
    }

    /** Begins I/Os until the queue is full (0), or gives the reason for which there is none. */
    private int fill() {
        while (freeCount > 0) {
            int op = sequence.next(nowNs);
            if (op < 0) {
                return op;
            }
            begin(op);
            if (preparedCount >= batchSubmit) {
                submit();
            }
        }
        return 0;
    }

    private void begin(int op) {
        int slot = free[--freeCount];
        ops[slot] = op;
        files[slot] = sequence.file();
        offsets[slot] = sequence.offsetBytes();
        lengths[slot] = sequence.lengthBytes();
        dones[slot] = 0;
        startsNs[slot] = 0;
        intendedsNs[slot] = sequence.intendedNs();
        if (op == Op.WRITE) {
            beforeWrite(writeBuffers + slot);
        } else if (op == Op.SYNC) {
            dataOnlys[slot] = sequence.dataOnly();
        }
        prepare(slot);
    }

    private void prepare(int slot) {
        int done = dones[slot];
        int length = lengths[slot] - done;
        long offset = offsets[slot] + done;
        switch (ops[slot]) {
            case Op.READ -> ring.read(files[slot], slot, done, length, offset, slot);
            case Op.WRITE ->
                    ring.write(files[slot], writeBuffers + slot, done, length, offset, slot);
            default -> ring.sync(files[slot], dataOnlys[slot], slot);
        }
        if (preparedCount == 0) {
            batchStartNs = System.nanoTime();
        }
        prepared[preparedCount++] = slot;
    }

    private void submit() {
        int count = preparedCount;
        if (count == 0) {
            return;
        }
        long startNs = batchStartNs;
        recorder.depth(depth - freeCount, count);
        int left = count;
        while (left > 0) {
            int taken = ring.enter(left, 0);
            if (taken > 0) {
                recorder.submitted(taken);
                left -= taken;
            } else {
                refused(taken, startNs);
            }
        }
        nowNs = System.nanoTime();
        clockIsFresh = false;
        for (int i = 0; i < count; i++) {
            int slot = prepared[i];
            // The rest of a short I/O is still the I/O that began earlier.
            if (startsNs[slot] == 0) {
                startsNs[slot] = startNs;
                issuesNs[slot] = nowNs;
            }
        }
        preparedCount = 0;
    }

    private static void refused(int code, long sinceNs) {
        RingTransport.requireTransient(code == 0 ? -Errno.EAGAIN : code);
        if (System.nanoTime() - sinceNs > REFUSED_NS_MAX) {
            throw new SystemCallException("io_uring_enter", "the job's ring", Math.max(1, -code));
        }
        Thread.onSpinWait();
    }

    private void awaitRoom() {
        do {
            reap(completeMin);
        } while (depth - freeCount > low && !failed && !control.stopped());
    }

    /** Takes completions, at least {@code atLeast} of those in flight; 0 takes a look. */
    private void reap(int atLeast) {
        int want = Math.min(atLeast, depth - freeCount);
        int got = take(completeMax);
        if (want == 0 && got == 0) {
            enter(0);
            take(completeMax);
            return;
        }
        while (got < want) {
            submit();
            enter(want - got);
            got += take(completeMax - got);
        }
    }

    private void enter(int waitFor) {
        int code = ring.enter(0, waitFor);
        nowNs = System.nanoTime();
        clockIsFresh = true;
        if (code < 0) {
            RingTransport.requireTransient(code);
        }
    }

    /** Takes completions that are there, at most so many. */
    private int take(int most) {
        int count = Math.min(ring.ready(), most);
        if (count == 0) {
            return 0;
        }
        if (!clockIsFresh) {
            // Found without a call: cached I/O completes while it is handed over.
            nowNs = System.nanoTime();
        }
        clockIsFresh = false;
        recorder.at(nowNs);
        recorder.reaped(count);
        for (int i = 0; i < count; i++) {
            complete((int) ring.userData(i), ring.result(i));
        }
        ring.seen(count);
        return count;
    }

    private void complete(int slot, int result) {
        int op = ops[slot];
        int length = lengths[slot];
        if (result != length - dones[slot]) {
            unusual(slot, result);
            return;
        }
        recorder.apart(op, startsNs[slot], issuesNs[slot], nowNs, length);
        if (paced && op != Op.SYNC) {
            recorder.response(op, nowNs - intendedsNs[slot]);
        }
        free[freeCount++] = slot;
        if (op != Op.SYNC) {
            int buffer = op == Op.WRITE ? writeBuffers + slot : slot;
            checkDone(op, buffer, files[slot], offsets[slot], length);
        }
    }

    private void unusual(int slot, int result) {
        switch (judge(ops[slot], files[slot], offsets[slot], lengths[slot], dones[slot], result)) {
            case FAILED -> free[freeCount++] = slot;
            case TRY_AGAIN -> prepare(slot);
            case REST -> {
                dones[slot] += result;
                prepare(slot);
            }
        }
    }

    /** Waits for a completion, but not longer than until the next I/O is due. */
    private void awaitDue() {
        if (take(completeMax) > 0) {
            return;
        }
        long wakeNs = Math.min(sequence.dueNs(), window.boundaryNs());
        waitAtMost(Math.clamp(wakeNs - nowNs, 1, WAIT_PIECE_NS));
        take(completeMax);
    }

    private void waitAtMost(long ns) {
        if (ring.timedWaits()) {
            long beganNs = nowNs;
            int code = ring.await(1, ns);
            nowNs = System.nanoTime();
            clockIsFresh = true;
            if (code < 0 && nowNs - beganNs < ns) {
                enter(0);
            }
        } else {
            LockSupport.parkNanos(depth == freeCount ? ns : Math.min(ns, LOOK_NS));
            enter(0);
        }
    }

    @Override
    void drain() {
        submit();
        long deadlineNs = System.nanoTime() + DRAIN_NS_MAX;
        while (freeCount < depth) {
            if (take(depth) == 0) {
                waitAtMost(WAIT_PIECE_NS);
            }
            submit();
            if (nowNs > deadlineNs) {
                abandoned = depth - freeCount;
                return;
            }
        }
    }

    @Override
    int abandoned() {
        return abandoned;
    }
}

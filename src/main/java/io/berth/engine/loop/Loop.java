package io.berth.engine.loop;

import io.berth.engine.ffi.Errno;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Does a job's I/O from its ramp to its last completion, on the job's thread. Nothing allocates,
 * logs or locks unless an I/O fails.
 */
abstract class Loop {
    /** A wait goes on in pieces of this, so that a job that is told to end does. */
    static final long WAIT_PIECE_NS = 100_000_000L;

    final Sequence sequence;
    final Recorder recorder;
    final Window window;
    final Control control;
    final Errors errors;
    final Contents contents;
    final @Nullable Checks checks;

    /** The alignment of direct I/O; 1 where there is none to heed. */
    final int alignBytes;

    private final AtomicLong reads = new AtomicLong();
    private final AtomicLong writes = new AtomicLong();

    long nowNs;

    /** Set by an I/O that failed or a block that is not what it should be. */
    boolean failed;

    private boolean wasStopped;

    Loop(Parts parts) {
        sequence = parts.sequence();
        recorder = parts.recorder();
        window = parts.window();
        control = parts.control();
        errors = parts.errors();
        contents = parts.contents();
        checks = parts.checks();
        alignBytes = Math.max(1, parts.alignBytes());
    }

    /**
     * What a loop is made of.
     *
     * @param alignBytes of direct I/O; 0 where there is none to heed
     */
    record Parts(
            Sequence sequence,
            Recorder recorder,
            Window window,
            Control control,
            Errors errors,
            Contents contents,
            @Nullable Checks checks,
            int alignBytes) {}

    /** Runs from this instant on; then all I/O is done, or {@link #abandoned}. */
    final void run(long startNs) {
        begin(startNs);
        go();
    }

    final void begin(long startNs) {
        window.begin(startNs, sequence, recorder);
    }

    /** Goes on until there is no more to do. */
    final void go() {
        nowNs = System.nanoTime();
        boolean outOfTime = false;
        while (true) {
            if (nowNs >= window.boundaryNs() && !window.cross(nowNs, sequence, recorder)) {
                outOfTime = true;
                break;
            }
            if (failed || control.stopped()) {
                wasStopped = !failed;
                break;
            }
            if (!step()) {
                break;
            }
            publish();
        }
        drain();
        publish();
        if (outOfTime) {
            sequence.recordUnbegun(recorder, window.endNs());
        }
    }

    /** Does some I/O; false if there is no more. */
    abstract boolean step();

    /** Waits for what is in flight. */
    abstract void drain();

    /** How many I/Os never completed; their memory must not be given back. */
    abstract int abandoned();

    private void publish() {
        reads.setOpaque(recorder.iosInAll(Op.READ));
        writes.setOpaque(recorder.iosInAll(Op.WRITE));
    }

    /** Reads done so far; any thread may ask. */
    final long reads() {
        return reads.getOpaque();
    }

    final long writes() {
        return writes.getOpaque();
    }

    /** Whether it was told to end before it would have. */
    final boolean wasStopped() {
        return wasStopped;
    }

    /** Makes the buffer of the sequence's write ready. */
    final void beforeWrite(int buffer) {
        Checks with = checks;
        if (with != null) {
            with.beforeWrite(contents.view(buffer), sequence, nowNs);
        } else {
            contents.beforeWrite(buffer, sequence.lengthBytes());
        }
    }

    /** An I/O moved all that it should. */
    final void checkDone(int op, int buffer, int file, long offset, int length) {
        Checks with = checks;
        if (with != null && !with.done(op, contents.view(buffer), file, offset, length)) {
            failed = true;
        }
    }

    /** How an I/O goes on that did not move all that was left. */
    enum Remainder {
        TRY_AGAIN,
        REST,
        FAILED
    }

    /**
     * Judges an I/O that moved other than the rest.
     *
     * @param doneBefore bytes that it had moved before
     */
    final Remainder judge(int op, int file, long offset, int length, int doneBefore, int result) {
        if (result == -Errno.EAGAIN || result == -Errno.EINTR) {
            return Remainder.TRY_AGAIN;
        }
        if (result > 0) {
            recorder.shortIo(op);
            // What remains of a direct read behind an odd end of the file cannot be asked for.
            if (op != Op.READ || result % alignBytes == 0) {
                return Remainder.REST;
            }
            errors.movedNothing(op, file, offset + doneBefore + result);
        } else if (result == 0) {
            errors.movedNothing(op, file, offset + doneBefore);
        } else {
            errors.failed(op, -result, file, offset + doneBefore);
        }
        failed = true;
        Checks with = checks;
        if (with != null && op == Op.WRITE) {
            with.failed(file, offset, length);
        }
        return Remainder.FAILED;
    }
}

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
    final Window window;
    final Control control;
    final Errors errors;
    final Contents contents;
    final @Nullable Checks checks;

    /** The alignment of direct I/O; 1 where there is none to heed. */
    final int alignBytes;

    private final AtomicLong reads = new AtomicLong();
    private final AtomicLong writes = new AtomicLong();

    /** That of the ramp, then that of the measured time: nothing need be cleared between. */
    Recorder recorder;

    private final Recorder measured;

    long nowNs;

    /** Set by an I/O that failed or a block that is not what it should be. */
    boolean failed;

    private boolean wasStopped;
    private boolean outOfTime;

    Loop(Parts parts) {
        sequence = parts.sequence();
        measured = parts.measured();
        recorder = parts.first();
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
     * @param first the recorder of the ramp; without a ramp that of the measured time
     * @param measured that of the measured time
     * @param alignBytes of direct I/O; 0 where there is none to heed
     */
    record Parts(
            Sequence sequence,
            Recorder first,
            Recorder measured,
            Window window,
            Control control,
            Errors errors,
            Contents contents,
            @Nullable Checks checks,
            int alignBytes) {}

    /** Runs from this instant on; then all I/O is done, or {@link #abandoned}. */
    final void run(long startNs) {
        begin(startNs);
        while (chunk(window.boundaryNs())) {
            if (!window.cross(nowNs)) {
                outOfTime = true;
                break;
            }
            sequence.beginAt(nowNs);
            measured.beginAt(nowNs, recorder);
            recorder = measured;
        }
        wasStopped = !outOfTime && !failed && control.stopped();
        drain();
        publish();
    }

    /** Counts the waits of I/Os that were due and never begun; the window is closed by then. */
    final void recordUnbegun() {
        if (outOfTime) {
            sequence.recordUnbegun(recorder, window.endNs());
        }
    }

    /** The job's time begins at this instant. */
    final void begin(long startNs) {
        window.begin(startNs);
        sequence.beginAt(startNs);
        recorder.beginAt(startNs, null);
        nowNs = startNs;
    }

    /**
     * Goes on until this time: true; or until there is no more to do. A method of its own, so that
     * the compiled one that warming up left is entered, and entered again after the ramp.
     */
    final boolean chunk(long untilNs) {
        while (nowNs < untilNs) {
            if (failed || control.stopped() || !step()) {
                return false;
            }
            publish();
        }
        return true;
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

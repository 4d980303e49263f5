package io.berth.engine.loop;

/** The loop of one I/O at a time: what was submitted is done when the call returns. */
final class SyncLoop extends Loop {
    private final Transport transport;
    private final int writeBuffer;

    /**
     * A loop over a transport.
     *
     * @param writeBuffer the buffer that writes are of; reads go to the first
     */
    SyncLoop(Parts parts, Transport transport, int writeBuffer) {
        super(parts);
        this.transport = transport;
        this.writeBuffer = writeBuffer;
    }

    @Override
    boolean step() {
        int op = sequence.next(nowNs);
        if (op >= 0) {
            perform(op);
            return true;
        }
        if (op == Op.DONE) {
            return false;
        }
        if (op == Op.PAUSE) {
            sequence.think(control, window.boundaryNs());
        } else {
            long wakeNs = Math.min(sequence.dueNs(), window.boundaryNs());
            transport.sleep(Math.clamp(wakeNs - nowNs, 1, WAIT_PIECE_NS));
        }
        nowNs = System.nanoTime();
        return true;
    }

    private void perform(int op) {
        int buffer = 0;
        if (op == Op.WRITE) {
            buffer = writeBuffer;
            beforeWrite(buffer);
        }
        int file = sequence.file();
        int length = sequence.lengthBytes();
        long offset = sequence.offsetBytes();
        recorder.depth(1, 1);
        recorder.submitted(1);
        long startNs = System.nanoTime();
        int result =
                op == Op.SYNC
                        ? transport.sync(file, sequence.dataOnly())
                        : transport.transfer(op, file, buffer, 0, length, offset);
        if (result != length) {
            if (!finish(op, file, buffer, length, offset, result)) {
                nowNs = System.nanoTime();
                return;
            }
        }
        nowNs = System.nanoTime();
        recorder.at(nowNs);
        recorder.reaped(1);
        recorder.combined(op, startNs, nowNs, length);
        if (op != Op.SYNC) {
            if (sequence.paced()) {
                recorder.response(op, nowNs - sequence.intendedNs());
            }
            checkDone(op, buffer, file, offset, length);
        }
    }

    /** Does the rest of an I/O, after its first result; false if it failed. */
    private boolean finish(int op, int file, int buffer, int length, long offset, int result) {
        int done = 0;
        int last = result;
        while (done + last != length || last < 0) {
            switch (judge(op, file, offset, length, done, last)) {
                case FAILED -> {
                    return false;
                }
                case REST -> done += last;
                case TRY_AGAIN -> {}
            }
            if (control.stopped()) {
                return false;
            }
            recorder.submitted(1);
            last =
                    op == Op.SYNC
                            ? transport.sync(file, sequence.dataOnly())
                            : transport.transfer(
                                    op, file, buffer, done, length - done, offset + done);
        }
        return true;
    }

    @Override
    void drain() {}

    @Override
    int abandoned() {
        return 0;
    }
}

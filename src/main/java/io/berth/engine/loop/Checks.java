package io.berth.engine.loop;

import io.berth.engine.verify.Verifier;
import java.nio.ByteBuffer;

/** The verifying part of a loop: stamps what is written, checks what is read. */
final class Checks {
    private static final long MS_NS = 1_000_000L;

    private final Verifier verifier;
    private final boolean stamps;
    private final boolean checksReads;
    private final boolean fatal;

    /** Wall clock less System.nanoTime: headers tell the time of day. */
    private final long unixOffsetNs = System.currentTimeMillis() * MS_NS - System.nanoTime();

    private long number;

    Checks(Verifier verifier, boolean fatal) {
        this.verifier = verifier;
        this.fatal = fatal;
        stamps = verifier.stamps();
        checksReads = verifier.checksReads();
    }

    /** Stamps the sequence's next write, and takes note of it. */
    void beforeWrite(ByteBuffer view, Sequence sequence, long nowNs) {
        if (!stamps) {
            return;
        }
        view.limit(sequence.lengthBytes()).position(0);
        verifier.stamp().fill(view, sequence.offsetBytes(), number, nowNs + unixOffsetNs);
        view.clear();
        verifier.readBack()
                .submitted(sequence.file(), sequence.offsetBytes(), sequence.lengthBytes(), number);
        number++;
    }

    /** An I/O is done; false if its block is bad and that ends the job. */
    boolean done(int op, ByteBuffer view, int file, long offset, int length) {
        if (op == Op.WRITE) {
            if (stamps) {
                verifier.readBack().completed(file, offset, length);
            }
            return true;
        }
        if (!checksReads) {
            return true;
        }
        view.limit(length).position(0);
        boolean good = verifier.check().check(view, file, offset);
        view.clear();
        return good || !fatal;
    }

    /** A write has failed: what it left is unknown. */
    void failed(int file, long offset, int length) {
        if (stamps) {
            verifier.readBack().failed(file, offset, length);
        }
    }

    Verifier verifier() {
        return verifier;
    }
}

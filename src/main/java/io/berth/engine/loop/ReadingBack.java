package io.berth.engine.loop;

import io.berth.engine.ffi.Descriptor;
import io.berth.engine.ffi.Errno;
import io.berth.engine.ffi.IoBuffers;
import io.berth.engine.job.Job;
import io.berth.engine.pattern.IoPattern;
import io.berth.engine.result.VerifyFigures;
import io.berth.engine.verify.ReadBack;
import io.berth.engine.verify.Verifier;
import java.nio.ByteBuffer;
import java.util.function.Supplier;

/** Reads back what a job wrote, block by block with pread, after its measured time. */
final class ReadingBack {
    private final Job job;
    private final JobFiles files;
    private final IoBuffers buffers;
    private final Verifier verifier;
    private final Errors errors;
    private final Control control;

    ReadingBack(
            Job job,
            JobFiles files,
            IoBuffers buffers,
            Verifier verifier,
            Errors errors,
            Control control) {
        this.job = job;
        this.files = files;
        this.buffers = buffers;
        this.verifier = verifier;
        this.errors = errors;
        this.control = control;
    }

    /**
     * Reads back if the job is to, and gives what was checked in all.
     *
     * @param pattern the job's pattern from its beginning, for a dry run
     * @param failed whether the job has failed: then what it wrote is not read back
     */
    VerifyFigures run(Supplier<IoPattern> pattern, boolean failed) {
        if (verifier.dryRun()) {
            replay(pattern.get());
        }
        if (verifier.readsBack() && !failed && !control.stopped()) {
            readBack();
        }
        return verifier.check().figures();
    }

    private void replay(IoPattern pattern) {
        long number = 0;
        while (pattern.next() && !control.stopped()) {
            if (pattern.direction() == IoPattern.WRITE) {
                verifier.readBack()
                        .submitted(
                                pattern.file(),
                                pattern.offsetBytes(),
                                pattern.lengthBytes(),
                                number++);
            }
        }
    }

    private void readBack() {
        flushAndDrop();
        ReadBack places = verifier.readBack();
        ByteBuffer view = buffers.view(0);
        places.restart();
        while (places.next() && !control.stopped()) {
            int file = places.file();
            long offset = places.offsetBytes();
            int length = places.lengthBytes();
            if (!read(file, offset, length)) {
                return;
            }
            view.limit(length).position(0);
            boolean good = verifier.check().check(view, file, offset);
            view.clear();
            if (!good && job.verify().fatal()) {
                return;
            }
        }
    }

    /** What is checked shall come from the disk, not from memory. */
    private void flushAndDrop() {
        for (int i = 0; i < files.descriptors().size(); i++) {
            Descriptor file = files.descriptors().get(i);
            int code = file.sync(false);
            if (code < 0) {
                errors.failed(Op.SYNC, -code, i, 0);
            }
            file.dropCached(0, 0);
        }
    }

    private boolean read(int file, long offset, int length) {
        int done = 0;
        while (done < length) {
            int got =
                    files.descriptors()
                            .get(file)
                            .read(buffers, 0, done, length - done, offset + done);
            if (got == 0) {
                errors.movedNothing(Op.READ, file, offset + done);
                return false;
            }
            if (got < 0 && got != -Errno.EINTR && got != -Errno.EAGAIN) {
                errors.failed(Op.READ, -got, file, offset + done);
                return false;
            }
            done += Math.max(0, got);
        }
        return true;
    }
}

package io.berth.engine.loop;

import io.berth.engine.ffi.Errno;
import io.berth.engine.result.IoError;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The failed I/Os of a job, by kind; the first one ends it. */
final class Errors {
    /** Kinds beyond these are counted with the last. */
    private static final int KINDS_MAX = 16;

    /** A name of ours, not the kernel's: a read behind the end of a file is no error to it. */
    static final String END_OF_FILE = "EOF";

    /** Another of ours: a write of which the kernel took nothing. */
    static final String NOTHING_WRITTEN = "ZERO";

    private final List<Path> files;
    private final List<IoError> errors = new ArrayList<>();

    Errors(List<Path> files) {
        this.files = List.copyOf(files);
    }

    boolean any() {
        return !errors.isEmpty();
    }

    /** An I/O gave this errno (positive). */
    void failed(int op, int errno, int file, long offset) {
        add(op, Errno.name(errno), Errno.message(errno), file, offset);
    }

    /** A read or write moved no byte. */
    void movedNothing(int op, int file, long offset) {
        if (op == Op.READ) {
            String message = "the file ends here: it is shorter than what the job reads";
            add(op, END_OF_FILE, message, file, offset);
        } else {
            add(op, NOTHING_WRITTEN, "the kernel wrote 0 bytes", file, offset);
        }
    }

    private void add(int op, String errno, String message, int file, long offset) {
        String word = Op.word(op);
        String path = files.get(file).toString();
        for (int i = 0; i < errors.size(); i++) {
            IoError known = errors.get(i);
            boolean same =
                    known.op().equals(word)
                            && known.errno().equals(errno)
                            && known.file().equals(path);
            if (same || i + 1 == KINDS_MAX) {
                errors.set(
                        i,
                        new IoError(
                                known.op(),
                                known.errno(),
                                known.message(),
                                known.count() + 1,
                                known.firstOffsetBytes(),
                                known.file()));
                return;
            }
        }
        errors.add(new IoError(word, errno, message, 1, offset, path));
    }

    List<IoError> list() {
        return List.copyOf(errors);
    }

    /** The first one in words. */
    String first() {
        IoError first = errors.getFirst();
        return first.op()
                + " at "
                + first.firstOffsetBytes()
                + " of "
                + first.file()
                + ": "
                + first.errno()
                + " ("
                + first.message()
                + ")";
    }
}

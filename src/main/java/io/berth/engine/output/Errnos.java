package io.berth.engine.output;

import io.berth.engine.ffi.Errno;

/** The numbers of errnos, which fio's JSON has where our results have names. */
final class Errnos {

    /** Input/output error. */
    static final int EIO = Errno.EIO;

    /** What fio reports where a block's checksum is wrong. */
    static final int EILSEQ = 84;

    private static final int LAST = 133;

    private Errnos() {}

    /** The number of an errno; that of EIO for a name that Linux has not. */
    static int number(String name) {
        for (int errno = 1; errno <= LAST; errno++) {
            if (Errno.name(errno).equals(name)) {
                return errno;
            }
        }
        return EIO;
    }
}

package io.berth.engine.ffi;

import java.io.Serial;

/** A system call that failed: its symbol, what it was about, and the errno. */
public final class SystemCallException extends RuntimeException {

    @Serial private static final long serialVersionUID = 1L;

    private final String symbol;
    private final int errno;

    public SystemCallException(String symbol, String subject, int errno) {
        super(
                symbol
                        + " of "
                        + subject
                        + ": "
                        + Errno.name(errno)
                        + " ("
                        + Errno.message(errno)
                        + ")");
        this.symbol = symbol;
        this.errno = errno;
    }

    /** The function that failed. */
    public String symbol() {
        return symbol;
    }

    /** Why, as a positive number: see {@link Errno}. */
    public int errno() {
        return errno;
    }
}

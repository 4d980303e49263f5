package io.berth.fio;

import org.jspecify.annotations.Nullable;

/**
 * A measurement with fio that cannot count: fio failed in a guest, its output is broken, or guests
 * did not measure together. The message says which guest, fio's own words, and the remedy.
 */
public final class FioException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public FioException(String message) {
        super(message);
    }

    public FioException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}

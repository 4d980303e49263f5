package io.berth.guest;

import org.jspecify.annotations.Nullable;

/**
 * Whether a detached command has ended.
 *
 * @param result how it ended; null while it runs
 */
public record ExecStatus(@Nullable ExecResult result) {

    public boolean exited() {
        return result != null;
    }
}

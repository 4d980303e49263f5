package io.berth.fio;

import java.time.Duration;

/** The gate at which fio's jobs wait in each guest, so that all guests start at one instant. */
public final class Gate {

    /** How long a job waits for the go file before it gives up and fio fails. */
    public static final Duration PATIENCE = Duration.ofSeconds(120);

    /** How far ahead of now a start instant should lie, so that every guest reads it in time. */
    public static final Duration NOTICE = Duration.ofMillis(1500);

    private Gate() {}

    /** The script, for /bin/sh. */
    public static String script(String directory) {
        throw new UnsupportedOperationException();
    }

    /** What is written to the go file: the start instant on that guest's own clock. */
    public static String goText(long startGuestUnixNs) {
        throw new UnsupportedOperationException();
    }
}

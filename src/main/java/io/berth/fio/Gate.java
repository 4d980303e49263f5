package io.berth.fio;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * The gate at which fio's jobs wait in each guest, so that all guests start at one instant.
 *
 * <p>fio runs it as {@code exec_prerun}: after files, engine and random map are set up, right
 * before its clock starts (fio 3.33, backend.c, thread_main). fio goes on even if the script fails
 * and then ends with exit code 0 and no I/O; so the script leaves {@code gate.err}, which {@link
 * GuestJob#command} turns into exit code {@link GuestJob#GATE_EXIT_CODE}.
 */
public final class Gate {

    /** How long a job waits for the go file, at least, before it gives up. */
    public static final Duration PATIENCE = Duration.ofSeconds(120);

    private static final Duration NOTICE_BASE = Duration.ofMillis(300);
    private static final Duration NOTICE_PER_GUEST = Duration.ofMillis(25);

    private static final long POLLS_PER_SECOND = 10;

    private Gate() {}

    /**
     * How far ahead of now a start instant should lie: the agents' writes, one poll of 0.1 s, and
     * the start of two programs in an emulated guest. A guest that starts later all the same is no
     * error: the skew shows it, and the cool-down covers it up to a second.
     */
    public static Duration notice(int guests) {
        return NOTICE_BASE.plus(NOTICE_PER_GUEST.multipliedBy(guests));
    }

    /** The script, for {@code sh}: bash, busybox ash or dash. */
    public static String script() {
        try (InputStream in = Gate.class.getResourceAsStream("gate.sh")) {
            if (in == null) {
                throw new IllegalStateException("gate.sh is not on the class path");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .replace(
                            "@PATIENCE_POLLS@",
                            Long.toString(PATIENCE.toSeconds() * POLLS_PER_SECOND));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What is written to the go file: the start instant on that guest's own CLOCK_REALTIME. */
    public static String goText(long startGuestUnixNs) {
        if (startGuestUnixNs <= 0) {
            throw new IllegalArgumentException(startGuestUnixNs + " ns is no start instant");
        }
        return "go " + startGuestUnixNs / 1000 + " end\n";
    }

    /** How many jobs wait, by the ready file's content. */
    public static int ready(byte[] readyFile) {
        int lines = 0;
        for (byte b : readyFile) {
            if (b == '\n') {
                lines++;
            }
        }
        return lines;
    }
}

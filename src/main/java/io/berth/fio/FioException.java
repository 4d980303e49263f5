package io.berth.fio;

import org.jspecify.annotations.Nullable;

/**
 * A measurement with fio that cannot count: fio failed in a guest, its output is broken, or guests
 * did not measure together. The message says which guest, fio's own words, and the remedy.
 */
public final class FioException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private static final int NOT_EXECUTABLE = 126;
    private static final int NOT_FOUND = 127;
    private static final int SIGNALLED = 128;

    public FioException(String message) {
        super(message);
    }

    public FioException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /**
     * Why {@link GuestJob#command} ended with an exit code other than 0.
     *
     * @param guest from 1
     * @param said what it printed, stdout and stderr
     */
    public static FioException ofExit(int guest, int exitCode, String said) {
        String words = said.isBlank() ? "" : ": " + said.strip();
        String where = "guest " + guest + ": ";
        if (exitCode == GuestJob.GATE_EXIT_CODE) {
            return new FioException(where + "fio did not start with the others" + words);
        }
        if (exitCode == GuestJob.UNMEASURED_EXIT_CODE) {
            return new FioException(
                    where
                            + "a job of fio was killed, or no I/O completed a second after the"
                            + " first"
                            + words
                            + "; see the guest's serial.log for the out-of-memory killer and"
                            + " whether the storage is stuck");
        }
        if (exitCode == NOT_FOUND || exitCode == NOT_EXECUTABLE) {
            return new FioException(
                    where + "no fio in the guest; install the package fio in its image" + words);
        }
        if (exitCode >= SIGNALLED) {
            return new FioException(
                    where
                            + "fio was ended by signal "
                            + (exitCode - SIGNALLED)
                            + words
                            + "; if it was killed for memory (see the guest's serial.log), raise"
                            + " guest.memory or lower iodepth and numjobs");
        }
        return new FioException(
                where
                        + "fio ended with exit code "
                        + exitCode
                        + words
                        + "; the job file is job.fio in the guest's results");
    }
}

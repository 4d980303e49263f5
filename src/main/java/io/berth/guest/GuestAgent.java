package io.berth.guest;

import java.time.Duration;
import java.util.List;

/**
 * The QEMU guest agent of one guest. Calls from several threads take turns. Each throws if the
 * guest is paused, has died or does not answer in time.
 */
public interface GuestAgent {

    /** Asks for a sign of life. */
    void ping() throws GuestException, InterruptedException;

    /** Throws away replies that are still under way, so that the next one is the next command's. */
    void sync() throws GuestException, InterruptedException;

    /**
     * Runs a command and waits for its end.
     *
     * @throws GuestException if it cannot be started or has not ended in time; a command that
     *     outlives its time is killed. An exit code other than 0 is a result, no exception
     */
    ExecResult exec(List<String> argv, Duration timeout)
            throws GuestException, InterruptedException;

    /** Starts a command, with its output kept, and gives its process id in the guest. */
    long execDetached(List<String> argv) throws GuestException, InterruptedException;

    /**
     * Asks whether a detached command has ended. The agent forgets a command once it has reported
     * its end, so a result is given once.
     */
    ExecStatus status(long pid) throws GuestException, InterruptedException;

    /** A file of the guest, whole. */
    byte[] readFile(String path) throws GuestException, InterruptedException;

    /**
     * Writes a file of the guest, whole, replacing what was there; its mode is 0644 or as it was.
     */
    void writeFile(String path, byte[] content) throws GuestException, InterruptedException;
}

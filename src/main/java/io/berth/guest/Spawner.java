package io.berth.guest;

import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Starts processes that must not outlive berth, even if it is killed.
 *
 * <p>The kernel sends a process its parent-death signal when the <em>thread</em> that made it ends
 * (prctl(2), PR_SET_PDEATHSIG), so all are made by one platform thread that lives as long as the
 * program.
 */
final class Spawner {

    private static final ExecutorService THREAD =
            Executors.newSingleThreadExecutor(
                    Thread.ofPlatform().daemon().name("berth-spawner").factory());

    private Spawner() {}

    static Process start(ProcessBuilder builder) throws IOException, InterruptedException {
        try {
            return THREAD.submit(builder::start).get();
        } catch (ExecutionException e) {
            throw new IOException(
                    "cannot start " + builder.command().getFirst() + ": " + e.getMessage(), e);
        }
    }
}

package io.berth.run;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Turns Ctrl-C and SIGTERM into the orderly end of a run: the runner's thread is interrupted, and
 * the JVM waits for it to put its partial result in order, but not for long.
 *
 * <p>An interrupt closes any file channel that its thread is writing to, so the runner shields its
 * writes to the journal with {@link #shielded}.
 */
public final class Interruption implements AutoCloseable {

    /** With what the JVM itself needs, everything has ended 5 s after Ctrl-C. */
    private static final Duration PATIENCE = Duration.ofMillis(4500);

    private final Thread runner;
    private final Thread hook = new Thread(this::interrupt, "berth-interruption");
    private final CountDownLatch done = new CountDownLatch(1);
    private final ReentrantLock shield = new ReentrantLock();

    private final String late;

    private Interruption(Thread runner, String late) {
        this.runner = runner;
        this.late = late;
    }

    /** Watches over the current thread until it closes this. */
    public static Interruption watch() {
        return watch("ended before the report was written; 'berth report' writes it");
    }

    /**
     * The same for another program than a run.
     *
     * @param late what is said where the thread has not ended in time
     */
    public static Interruption watch(String late) {
        Interruption interruption = new Interruption(Thread.currentThread(), late);
        Runtime.getRuntime().addShutdownHook(interruption.hook);
        return interruption;
    }

    /** Does something that an interrupt must not cut in two. */
    public void shielded(Runnable action) {
        shield.lock();
        boolean interrupted = Thread.interrupted();
        try {
            action.run();
        } finally {
            shield.unlock();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void interrupt() {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        try {
            if (shield.tryLock(PATIENCE.toNanos(), TimeUnit.NANOSECONDS)) {
                try {
                    runner.interrupt();
                } finally {
                    shield.unlock();
                }
            }
            if (!done.await(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                System.err.println("berth: " + late);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The runner has put everything in order: the JVM may end. */
    @Override
    public void close() {
        done.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The JVM is ending already: the hook runs, and has just been let go.
            return;
        }
    }
}

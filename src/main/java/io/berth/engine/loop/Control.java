package io.berth.engine.loop;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The barrier of a stage: all jobs become ready, begin at one instant, and can be told to end. */
final class Control {
    /** Jobs wait this long for each other; the stage's own wait is shorter. */
    private static final long GO_MINUTES_MAX = 60;

    private final CountDownLatch ready;
    private final CountDownLatch go = new CountDownLatch(1);
    private volatile long startNs;
    private volatile boolean stopped;

    Control(int jobs) {
        ready = new CountDownLatch(jobs);
    }

    /** A job is ready, or cannot become so. */
    void arrived() {
        ready.countDown();
    }

    /** Waits for the jobs; false if some are not ready by then. */
    boolean awaitReady(long timeoutMs) throws InterruptedException {
        return ready.await(timeoutMs, TimeUnit.MILLISECONDS);
    }

    /** Lets the jobs begin, at this value of {@link System#nanoTime}. */
    void start(long atNs) {
        startNs = atNs;
        go.countDown();
    }

    /** Tells the jobs to end; those that wait at the barrier do not begin. */
    void stop() {
        stopped = true;
        go.countDown();
    }

    boolean stopped() {
        return stopped;
    }

    /** When the stage begins; waits until that is known. */
    long awaitStart() throws InterruptedException {
        if (!go.await(GO_MINUTES_MAX, TimeUnit.MINUTES)) {
            stop();
        }
        return startNs;
    }
}

package io.berth.guest;

import java.time.Duration;

/** A moment by the monotonic clock until which something may take. */
record Deadline(long nanoTime) {

    static Deadline in(Duration duration) {
        return new Deadline(System.nanoTime() + duration.toNanos());
    }

    boolean passed() {
        return System.nanoTime() - nanoTime >= 0;
    }

    /** What is left, never negative. */
    Duration left() {
        return Duration.ofNanos(Math.max(0, nanoTime - System.nanoTime()));
    }

    /** What is left, but not more than this. */
    Duration leftAtMost(Duration most) {
        Duration left = left();
        return left.compareTo(most) < 0 ? left : most;
    }
}

package io.berth.engine.result;

import java.util.List;

/** Hears what the engine is doing; called from its own thread, never from a job's. */
public interface Progress {

    /** A phase begins: laying out files, warming up, ramp, measuring, verifying. */
    default void phase(String phase) {}

    /** About once a second while jobs run: I/Os done since they began, ramp included. */
    default void ios(long readIos, long writeIos) {}

    /** Something that its user should know at once, such as a fallback. */
    default void notice(String notice) {}

    /**
     * The engine was interrupted and has ended its jobs; it throws InterruptedException next.
     *
     * @param results of the jobs that had begun, of what was measured until then
     */
    default void interrupted(List<JobResult> results) {}
}

package io.berth.engine.result;

/** Hears what the engine is doing; called from its own thread, never from a job's. */
public interface Progress {

    /** A phase begins: laying out files, warming up, ramp, measuring, verifying. */
    default void phase(String phase) {}

    /** About once a second while jobs run: I/Os done since they began, ramp included. */
    default void ios(long readIos, long writeIos) {}

    /** Something that its user should know at once, such as a fallback. */
    default void notice(String notice) {}
}

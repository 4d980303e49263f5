package io.berth.engine.job;

import java.time.Duration;

/**
 * How fast I/Os are offered; rates are per direction, 0 for as fast as possible.
 *
 * @param readIops {@code rate_iops} of reads
 * @param writeIops of writes
 * @param readBytesPerSecond {@code rate} of reads; at most one of iops and bytes is set
 * @param writeBytesPerSecond of writes
 * @param thinkTime pause after each {@code thinkBlocks} I/Os; zero for none
 * @param thinkSpin the part of the pause that is spent burning CPU
 */
public record Rate(
        long readIops,
        long writeIops,
        long readBytesPerSecond,
        long writeBytesPerSecond,
        Process process,
        Duration thinkTime,
        Duration thinkSpin,
        int thinkBlocks) {

    /** fio's {@code rate_process}. */
    public enum Process {
        LINEAR,
        POISSON
    }

    /** As fast as possible. */
    public static Rate unlimited() {
        return new Rate(0, 0, 0, 0, Process.LINEAR, Duration.ZERO, Duration.ZERO, 1);
    }

    /** Whether any direction has a rate: then there is an intended start to measure from. */
    public boolean limited() {
        return readIops > 0 || writeIops > 0 || readBytesPerSecond > 0 || writeBytesPerSecond > 0;
    }
}

package io.berth.guest;

/** What a disk has completed since it was plugged in, as QMP query-blockstats counts it. */
public record BlockStats(
        long readOps, long readBytes, long writeOps, long writeBytes, long flushOps) {}

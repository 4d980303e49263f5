package io.berth.engine.job;

/**
 * One job: a thread of its own with a queue of its own. {@code numjobs=4} is four of these.
 *
 * @param name the section's name
 * @param number which clone of its section this is, from 0
 * @param reportGroup jobs of one group are reported as one under {@code group_reporting}, from 0
 * @param stage jobs of one stage run together; a {@code stonewall} begins the next, from 0
 * @param seed of its random numbers; clones have different ones
 */
public record Job(
        String name,
        int number,
        int reportGroup,
        int stage,
        Files files,
        Access access,
        Queue queue,
        Rate rate,
        Sync sync,
        Timing timing,
        Verify verify,
        Buffers buffers,
        long seed) {}

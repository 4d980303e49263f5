package io.berth.engine.pattern;

import io.berth.engine.job.Job;

/**
 * The I/Os of one job, one after another: direction, file, offset, length. Mutable, for one thread;
 * {@link #next} does not allocate. The same job and regions give the same I/Os in every release.
 */
public interface IoPattern {

    /** Direction of a read. */
    int READ = 0;

    /** Direction of a write. */
    int WRITE = 1;

    /**
     * Goes on to the next I/O, in the direction that {@code rwmixread} gives.
     *
     * @return false if all of {@code size} has been given out: {@link #restart} begins anew
     */
    boolean next();

    /** Goes on to the next I/O in a direction that a rate has chosen. */
    boolean next(int direction);

    /** Begins again: sequential I/O at its start, random I/O with a new order. */
    void restart();

    /** {@link #READ} or {@link #WRITE}. */
    int direction();

    /** Which of the job's files, from 0. */
    int file();

    /** Where in the file. */
    long offsetBytes();

    int lengthBytes();

    /**
     * The pattern of a job.
     *
     * @param offsetBytes where the region begins, by file
     * @param lengthBytes how long it is, by file
     */
    static IoPattern of(Job job, long[] offsetBytes, long[] lengthBytes) {
        return PatternMaker.make(job, offsetBytes, lengthBytes);
    }
}

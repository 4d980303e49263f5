package io.berth.engine.loop;

/** One I/O at a time: each call returns when it is done. For the thread that made it. */
interface Transport extends AutoCloseable {

    /**
     * Reads or writes.
     *
     * @param op {@link Op#READ} or {@link Op#WRITE}
     * @return bytes moved, or the errno negated
     */
    int transfer(int op, int file, int buffer, int bufferOffset, int length, long offset);

    /** Flushes a file: 0, or the errno negated. */
    int sync(int file, boolean dataOnly);

    /** Sleeps about so long. */
    void sleep(long ns);

    @Override
    void close();
}

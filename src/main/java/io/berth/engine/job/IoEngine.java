package io.berth.engine.job;

/** fio's {@code ioengine}: how I/O is handed to the kernel. */
public enum IoEngine {
    IO_URING("io_uring"),
    PSYNC("psync"),
    /** Java's own FileChannel, for hosts where neither of the others can be had. */
    FILECHANNEL("filechannel");

    private final String word;

    IoEngine(String word) {
        this.word = word;
    }

    public String word() {
        return word;
    }
}

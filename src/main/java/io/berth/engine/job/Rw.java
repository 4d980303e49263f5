package io.berth.engine.job;

/** fio's {@code rw}: what a job does, and whether at random places. */
public enum Rw {
    READ("read", true, false, false),
    WRITE("write", false, true, false),
    READWRITE("rw", true, true, false),
    RANDREAD("randread", true, false, true),
    RANDWRITE("randwrite", false, true, true),
    RANDRW("randrw", true, true, true);

    private final String word;
    private final boolean reads;
    private final boolean writes;
    private final boolean random;

    Rw(String word, boolean reads, boolean writes, boolean random) {
        this.word = word;
        this.reads = reads;
        this.writes = writes;
        this.random = random;
    }

    /** fio's word, as its output has it. */
    public String word() {
        return word;
    }

    public boolean reads() {
        return reads;
    }

    public boolean writes() {
        return writes;
    }

    public boolean random() {
        return random;
    }
}

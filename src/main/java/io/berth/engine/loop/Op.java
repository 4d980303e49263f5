package io.berth.engine.loop;

import io.berth.engine.pattern.IoPattern;

/** What a loop does next: operations by their index in the figures, and reasons for doing none. */
final class Op {
    static final int READ = IoPattern.READ;
    static final int WRITE = IoPattern.WRITE;

    /** A flush; whether of data alone, {@link Sequence#dataOnly} tells. */
    static final int SYNC = 2;

    static final int COUNT = 3;

    /** The next I/O is due at {@link Sequence#dueNs}. */
    static final int NOT_DUE = -1;

    /** The job thinks: {@link Sequence#think}. */
    static final int PAUSE = -2;

    /** Everything was given out. */
    static final int DONE = -3;

    private static final String[] WORDS = {"read", "write", "sync"};

    private Op() {}

    static String word(int op) {
        return WORDS[op];
    }
}

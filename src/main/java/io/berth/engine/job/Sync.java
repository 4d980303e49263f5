package io.berth.engine.job;

/**
 * When written data is flushed.
 *
 * @param fsync fsync after this many writes; 0 for never
 * @param fdatasync fdatasync after this many writes; 0 for never
 * @param endFsync whether the file is fsynced when the job ends
 * @param open {@code sync=}: the flag that the file is opened with
 */
public record Sync(int fsync, int fdatasync, boolean endFsync, Open open) {

    /** fio's {@code sync}. */
    public enum Open {
        NONE,
        /** O_DSYNC. */
        DSYNC,
        /** O_SYNC. */
        SYNC
    }

    public static Sync none() {
        return new Sync(0, 0, false, Open.NONE);
    }
}

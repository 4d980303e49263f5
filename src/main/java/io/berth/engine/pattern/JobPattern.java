package io.berth.engine.pattern;

/** The I/Os of a job over all its files. */
final class JobPattern implements IoPattern {

    private static final int PERCENT = 100;

    private final boolean mixed;
    private final int only;
    private final int mixPercent;
    private final Rng mix;
    private final FileOrder files;
    private final Cursor[] cursors;
    private final long[] startBytes;
    private final int sequentialCount;
    private final long limitBytes;
    private final boolean wraps;

    private long givenBytes;
    private int untilJump = 1;
    private int direction;
    private int file;
    private long offsetBytes;
    private int lengthBytes;

    /**
     * Of parts that {@link PatternMaker} has made.
     *
     * @param mixPercent of reads: 100 for reads only, 0 for writes only
     * @param limitBytes given out before the end
     * @param wraps whether files begin again where all are done before that
     */
    JobPattern(
            int mixPercent,
            Rng mix,
            FileOrder files,
            Cursor[] cursors,
            long[] startBytes,
            int sequentialCount,
            long limitBytes,
            boolean wraps) {
        mixed = mixPercent > 0 && mixPercent < PERCENT;
        this.mixPercent = mixPercent;
        this.mix = mix;
        this.files = files;
        this.cursors = cursors;
        this.startBytes = startBytes;
        this.sequentialCount = sequentialCount;
        this.limitBytes = limitBytes;
        this.wraps = wraps;
        only = mixPercent == 0 ? WRITE : READ;
        direction = only;
    }

    @Override
    public boolean next() {
        if (!mixed) {
            return next(only);
        }
        return next(mix.below(PERCENT) < mixPercent ? READ : WRITE);
    }

    @Override
    public boolean next(int chosen) {
        if (givenBytes >= limitBytes) {
            return false;
        }
        untilJump--;
        boolean jump = untilJump == 0;
        if (jump) {
            untilJump = sequentialCount;
        }
        while (true) {
            int candidate = files.next();
            if (candidate < 0) {
                if (!wraps) {
                    return false;
                }
                beginFiles();
                continue;
            }
            Cursor cursor = cursors[candidate];
            if (cursor.advance(chosen, jump)) {
                direction = chosen;
                file = candidate;
                offsetBytes = startBytes[candidate] + cursor.offsetBytes();
                lengthBytes = cursor.lengthBytes();
                givenBytes += lengthBytes;
                return true;
            }
            files.done();
        }
    }

    @Override
    public void restart() {
        givenBytes = 0;
        untilJump = 1;
        beginFiles();
    }

    private void beginFiles() {
        files.restart();
        for (Cursor cursor : cursors) {
            cursor.restart();
        }
    }

    @Override
    public int direction() {
        return direction;
    }

    @Override
    public int file() {
        return file;
    }

    @Override
    public long offsetBytes() {
        return offsetBytes;
    }

    @Override
    public int lengthBytes() {
        return lengthBytes;
    }
}

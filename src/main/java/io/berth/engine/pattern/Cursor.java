package io.berth.engine.pattern;

import org.jspecify.annotations.Nullable;

/** Where the next I/O falls within the region of one file. Offsets here count from its start. */
final class Cursor {

    private final long regionBytes;
    private final boolean random;
    private final long stepBytes;
    private final Lengths[] lengths;
    private final @Nullable Blocks[] blocks;
    private final long[] alignBytes;
    private final @Nullable RandomMap map;
    private final long unitBytes;

    /** After this many bytes the file is done although its blocks repeat; for one file never. */
    private final long quotaBytes;

    /** By direction: the end of its last I/O. */
    private final long[] position = new long[2];

    private long givenBytes;
    private long offsetBytes;
    private int lengthBytes;

    /**
     * Over one region.
     *
     * @param lengths by direction
     * @param stepBytes added after each sequential I/O
     * @param places where random I/O falls; null for sequential I/O
     */
    Cursor(
            long regionBytes,
            Lengths[] lengths,
            long stepBytes,
            @Nullable Places places,
            long quotaBytes) {
        this.regionBytes = regionBytes;
        this.lengths = lengths;
        this.stepBytes = stepBytes;
        this.quotaBytes = quotaBytes;
        random = places != null;
        blocks = places == null ? new Blocks[2] : places.blocks();
        alignBytes = places == null ? new long[2] : places.alignBytes();
        map = places == null ? null : places.map();
        unitBytes = places == null ? 1 : places.unitBytes();
    }

    /**
     * Random places of a region.
     *
     * @param blocks by direction; both the same object where a block is given to one of them only
     * @param alignBytes by direction: the distance of two blocks
     * @param map of what was given, where lengths vary; then blocks are candidates only
     * @param unitBytes what a bit of the map stands for
     */
    record Places(
            @Nullable Blocks[] blocks,
            long[] alignBytes,
            @Nullable RandomMap map,
            long unitBytes) {}

    /** Begins again. */
    void restart() {
        position[0] = 0;
        position[1] = 0;
        givenBytes = 0;
        if (map != null) {
            map.clear();
        }
        Blocks first = blocks[0];
        if (first != null) {
            first.restart();
        }
        Blocks second = blocks[1];
        if (second != null && second != first) {
            second.restart();
        }
    }

    long offsetBytes() {
        return offsetBytes;
    }

    int lengthBytes() {
        return lengthBytes;
    }

    /**
     * Finds the next I/O.
     *
     * @param jump whether random I/O takes a new place, or goes on after its last I/O
     * @return false if the file is done
     */
    boolean advance(int direction, boolean jump) {
        if (givenBytes >= quotaBytes) {
            return false;
        }
        boolean found;
        if (!random) {
            found = goOn(direction, nextPosition(direction));
        } else if (jump) {
            found = jump(direction);
        } else {
            // at the region's end fio takes a new place too
            found = goOn(direction, position[direction]) || jump(direction);
        }
        if (found) {
            position[direction] = offsetBytes + lengthBytes;
            givenBytes += lengthBytes;
        }
        return found;
    }

    private boolean goOn(int direction, long offset) {
        int length = lengths[direction].draw(regionBytes - offset);
        if (length == 0) {
            return false;
        }
        offsetBytes = offset;
        lengthBytes = length;
        return true;
    }

    /** With a step positions wrap at either end; without one the region's end is the end. */
    private long nextPosition(int direction) {
        long end = position[direction];
        if (stepBytes == 0 || end == 0 || end >= regionBytes) {
            return end;
        }
        long next = end + stepBytes;
        if (next >= 0 && next + lengths[direction].minBytes() <= regionBytes) {
            return next;
        }
        return stepBytes > 0 ? 0 : lastPosition(direction);
    }

    /** From the region's end back by a step, or by a block where the step is shorter. */
    private long lastPosition(int direction) {
        long back = Math.max(-stepBytes, lengths[direction].minBytes());
        return Math.max(0, regionBytes - back);
    }

    private boolean jump(int direction) {
        Blocks source = blocks[direction];
        if (source == null) {
            throw new IllegalArgumentException("the job has no I/O of direction " + direction);
        }
        long block = source.next();
        if (block < 0) {
            return false;
        }
        long offset = block * alignBytes[direction];
        return map == null ? goOn(direction, offset) : takeFree(map, direction, offset);
    }

    /** As in fio: the first free place from there on, cut where the next taken one begins. */
    private boolean takeFree(RandomMap free, int direction, long candidate) {
        long unit = free.nextFree(candidate / unitBytes);
        if (unit < 0) {
            return false;
        }
        long offset = unit * unitBytes;
        long room = regionBytes - offset;
        int drawn = lengths[direction].draw(room);
        long wanted = drawn == 0 ? room : drawn;
        offsetBytes = offset;
        lengthBytes = (int) (free.take(unit, wanted / unitBytes) * unitBytes);
        return true;
    }
}

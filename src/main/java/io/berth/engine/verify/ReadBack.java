package io.berth.engine.verify;

import io.berth.engine.job.EngineException;
import io.berth.engine.job.Job;
import io.berth.engine.target.Region;
import io.berth.units.ByteSize;
import java.util.BitSet;
import java.util.List;

/**
 * Which blocks a job wrote, and what is to be read back. The last write of a block counts.
 *
 * <p>Memory is bounded and taken at the start: a bit for each place of one checksum; up to {@value
 * #NUMBERED_MAX} places also the number of the last write (16 bits) and two bits more. With numbers
 * a lost write is found even where an earlier write of the same run filled the same place. Where
 * two writes of a place were in flight together either may be the last, so its number is not
 * compared; that stays so.
 *
 * <p>A place whose write failed holds nobody knows what, and is not read back. For one thread; does
 * not allocate once made.
 */
public final class ReadBack {

    /** 16 Mi places, 64 GiB at 4 KiB each: their numbers take 32 MiB. */
    static final int NUMBERED_MAX = 1 << 24;

    /** 1 Gi places, 4 TiB at 4 KiB each: their bits take 128 MiB. */
    static final long PLACES_MAX = 1 << 30;

    /** Number of a place that cannot be told. */
    static final int UNKNOWN = -1;

    private final long intervalBytes;
    private final int mostPlaces;
    private final long[] fileOffsetBytes;

    /** The place that each file begins with; one more for the end. */
    private final int[] firstPlace;

    private final BitSet written;
    private final BitSet inFlight;
    private final BitSet doubtful;
    private final char[] numbers;

    private int from;
    private int to;
    private int file;

    ReadBack(Job job, List<Region> regions, int intervalBytes) {
        this.intervalBytes = intervalBytes;
        this.mostPlaces = (int) (job.access().maxBytes() / intervalBytes);
        this.fileOffsetBytes = regions.stream().mapToLong(Region::offsetBytes).toArray();
        this.firstPlace = new int[regions.size() + 1];
        long places = 0;
        if (job.access().rw().writes()) {
            for (int i = 0; i < regions.size(); i++) {
                places += (regions.get(i).lengthBytes() + intervalBytes - 1) / intervalBytes;
                requireFew(job, places);
                firstPlace[i + 1] = (int) places;
            }
        }
        boolean numbered = places <= NUMBERED_MAX;
        written = new BitSet((int) places);
        inFlight = new BitSet(numbered ? (int) places : 0);
        doubtful = new BitSet(numbered ? (int) places : 0);
        numbers = new char[numbered ? (int) places : 0];
    }

    private void requireFew(Job job, long places) {
        if (places > PLACES_MAX) {
            throw new EngineException(
                    EngineException.Cause.JOB,
                    job.name()
                            + ": reading back remembers at most "
                            + PLACES_MAX
                            + " blocks, here "
                            + ByteSize.of(PLACES_MAX * intervalBytes).display()
                            + "; give a smaller size, larger bs, or do_verify=0");
        }
    }

    /** Takes note of a write that is handed to the kernel, or of one in a dry run. */
    public void submitted(int file, long offsetBytes, int lengthBytes, long number) {
        int first = place(file, offsetBytes);
        int end = first + (int) (lengthBytes / intervalBytes);
        for (int place = first; place < end; place++) {
            written.set(place);
            if (numbers.length > 0) {
                numbers[place] = (char) number;
                if (inFlight.get(place)) {
                    doubtful.set(place);
                }
                inFlight.set(place);
            }
        }
    }

    /** The write has completed whole. */
    public void completed(int file, long offsetBytes, int lengthBytes) {
        if (numbers.length > 0) {
            int first = place(file, offsetBytes);
            inFlight.clear(first, first + (int) (lengthBytes / intervalBytes));
        }
    }

    /** The write has failed: what is there is unknown. */
    public void failed(int file, long offsetBytes, int lengthBytes) {
        completed(file, offsetBytes, lengthBytes);
        int first = place(file, offsetBytes);
        written.clear(first, first + (int) (lengthBytes / intervalBytes));
    }

    /** Begins reading at the first block. */
    public void restart() {
        file = 0;
        from = 0;
        to = 0;
    }

    /**
     * Goes on to the next part that was written: in the order of files and offsets, at most the
     * job's largest block.
     *
     * @return false if there is none
     */
    public boolean next() {
        from = written.nextSetBit(to);
        if (from < 0) {
            from = to = firstPlace[firstPlace.length - 1];
            return false;
        }
        while (firstPlace[file + 1] <= from) {
            file++;
        }
        int end = Math.min(written.nextClearBit(from), firstPlace[file + 1]);
        to = (int) Math.min(end, (long) from + mostPlaces);
        return true;
    }

    /** Which of the job's files, from 0. */
    public int file() {
        return file;
    }

    /** Where in the file. */
    public long offsetBytes() {
        return fileOffsetBytes[file] + (from - firstPlace[file]) * intervalBytes;
    }

    public int lengthBytes() {
        return (int) ((to - from) * intervalBytes);
    }

    /** How many blocks of one checksum there are to be read back. */
    public long blocks() {
        return written.cardinality();
    }

    /** The low 16 bits of the number of the last write of a place, or {@link #UNKNOWN}. */
    int number(int file, long offsetBytes) {
        if (numbers.length == 0) {
            return UNKNOWN;
        }
        int place = place(file, offsetBytes);
        return written.get(place) && !doubtful.get(place) ? numbers[place] : UNKNOWN;
    }

    private int place(int file, long offsetBytes) {
        long place = (offsetBytes - fileOffsetBytes[file]) / intervalBytes;
        return firstPlace[file] + (int) place;
    }
}

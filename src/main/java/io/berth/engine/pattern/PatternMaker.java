package io.berth.engine.pattern;

import io.berth.engine.job.Access;
import io.berth.engine.job.BlockSizes;
import io.berth.engine.job.Distribution;
import io.berth.engine.job.EngineException;
import io.berth.engine.job.Files;
import io.berth.engine.job.Job;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Puts a job's pattern together. The numbers of its random streams are part of what is stable. */
final class PatternMaker {

    private static final int MIX_STREAM = 0;
    private static final int FILES_STREAM = 1;
    private static final int LENGTHS_STREAM = 2;
    private static final int FIRST_FILE_STREAM = 16;
    private static final int STREAMS_PER_FILE = 4;
    private static final int[] DIRECTIONS = {IoPattern.READ, IoPattern.WRITE};

    private final Job job;
    private final Access access;
    private final Lengths[] lengths = new Lengths[2];

    private PatternMaker(Job job) {
        this.job = job;
        access = job.access();
        for (int direction : DIRECTIONS) {
            lengths[direction] =
                    new Lengths(sizes(direction), new Rng(job.seed(), LENGTHS_STREAM + direction));
        }
    }

    static IoPattern make(Job job, long[] offsetBytes, long[] lengthBytes) {
        if (offsetBytes.length != lengthBytes.length || lengthBytes.length == 0) {
            throw new IllegalArgumentException(
                    offsetBytes.length + " offsets, " + lengthBytes.length + " lengths");
        }
        return new PatternMaker(job).pattern(offsetBytes, lengthBytes);
    }

    private IoPattern pattern(long[] offsetBytes, long[] lengthBytes) {
        Cursor[] cursors = new Cursor[lengthBytes.length];
        for (int file = 0; file < cursors.length; file++) {
            cursors[file] = cursor(file, cursors.length, lengthBytes[file]);
        }
        int mixPercent = access.rw().reads() ? 100 : 0;
        if (access.rw().reads() && access.rw().writes()) {
            mixPercent = access.rwmixread();
        }
        long ioSizeBytes = job.timing().ioSizeBytes();
        return new JobPattern(
                mixPercent,
                new Rng(job.seed(), MIX_STREAM),
                new FileOrder(
                        job.files().service(), cursors.length, new Rng(job.seed(), FILES_STREAM)),
                cursors,
                offsetBytes.clone(),
                Math.max(1, access.sequentialCount()),
                ioSizeBytes > 0 ? ioSizeBytes : Arrays.stream(lengthBytes).sum(),
                ioSizeBytes > 0);
    }

    private BlockSizes sizes(int direction) {
        return direction == IoPattern.READ ? access.read() : access.write();
    }

    private boolean used(int direction) {
        return direction == IoPattern.READ ? access.rw().reads() : access.rw().writes();
    }

    private Cursor cursor(int file, int files, long regionBytes) {
        for (int direction : DIRECTIONS) {
            if (used(direction) && lengths[direction].minBytes() > regionBytes) {
                throw new EngineException(
                        EngineException.Cause.JOB,
                        "job %s: the region of its file %d of %d, %d bytes, holds no block of %d"
                                        .formatted(
                                                job.name(),
                                                file + 1,
                                                files,
                                                regionBytes,
                                                lengths[direction].minBytes())
                                + " bytes; give a larger size or a smaller bs");
            }
        }
        Cursor.Places places = access.rw().random() ? places(file, regionBytes) : null;
        boolean endless = places == null ? mixed() : !covering();
        // else the first of several files in sequence would take all I/O
        boolean quota = endless && files > 1 && job.files().service() == Files.Service.SEQUENTIAL;
        return new Cursor(
                regionBytes,
                lengths,
                access.rw().random() ? 0 : access.sequentialStepBytes(),
                places,
                quota ? regionBytes : Long.MAX_VALUE);
    }

    private boolean mixed() {
        return access.rw().reads() && access.rw().writes();
    }

    /**
     * Whether each block is given once. As in fio a distribution other than random gives that up,
     * and so does an alignment other than the block size.
     */
    private boolean covering() {
        boolean aligned = true;
        for (int direction : DIRECTIONS) {
            aligned &= !used(direction) || align(direction) == lengths[direction].minBytes();
        }
        return aligned
                && !access.norandommap()
                && access.distribution() instanceof Distribution.Random;
    }

    private long align(int direction) {
        long wanted = access.blockAlignBytes();
        return wanted > 0 ? wanted : lengths[direction].minBytes();
    }

    private Cursor.Places places(int file, long regionBytes) {
        int stream = FIRST_FILE_STREAM + STREAMS_PER_FILE * file;
        long[] align = {align(IoPattern.READ), align(IoPattern.WRITE)};
        long[] counts = new long[2];
        for (int direction : DIRECTIONS) {
            long last = regionBytes - lengths[direction].minBytes();
            counts[direction] = used(direction) ? last / align[direction] + 1 : 0;
        }
        boolean alike = !mixed() || (align[0] == align[1] && counts[0] == counts[1]);
        boolean fixed = alike;
        for (int direction : DIRECTIONS) {
            fixed &= !used(direction) || lengths[direction].fixed();
        }
        if (covering() && !fixed) {
            return mapped(stream, regionBytes, align, counts);
        }
        @Nullable Blocks[] blocks = new Blocks[2];
        for (int direction : DIRECTIONS) {
            if (used(direction)) {
                Blocks other = blocks[IoPattern.READ];
                blocks[direction] =
                        alike && other != null
                                ? other
                                : blocks(counts[direction], stream + 2 * direction);
            }
        }
        return new Cursor.Places(blocks, align, null, 1);
    }

    private Cursor.Places mapped(int stream, long regionBytes, long[] align, long[] counts) {
        long unit = 0;
        @Nullable Blocks[] blocks = new Blocks[2];
        for (int direction : DIRECTIONS) {
            if (used(direction)) {
                unit = lengths[direction].divisor(unit);
                blocks[direction] =
                        new Blocks.Uniform(
                                counts[direction], new Rng(job.seed(), stream + 2 * direction));
            }
        }
        return new Cursor.Places(blocks, align, new RandomMap(regionBytes / unit), unit);
    }

    private Blocks blocks(long count, int stream) {
        Rng places = new Rng(job.seed(), stream);
        Rng ranks = new Rng(job.seed(), stream + 1L);
        return switch (access.distribution()) {
            case Distribution.Random() ->
                    covering()
                            ? new Blocks.Covering(count, places)
                            : new Blocks.Uniform(count, places);
            case Distribution.Zipf(double theta, double center) ->
                    new Blocks.Skewed(BinnedRanks.zipf(count, theta, ranks), count, center, places);
            case Distribution.Pareto(double h, double center) ->
                    new Blocks.Skewed(BinnedRanks.pareto(count, h, ranks), count, center, places);
            case Distribution.Normal(double deviation, double center) ->
                    new Blocks.Skewed(
                            new NormalRanks(count, deviation, ranks), count, center, places);
        };
    }
}

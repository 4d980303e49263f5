package io.berth.calibration;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * What a calibration runs.
 *
 * @param rows in order
 * @param pairs of runs in each row, one run of each side
 * @param rampTime load before each measurement
 * @param runtime the measured time of each run
 * @param seed of the runs' random numbers, and of who begins
 * @param file written whole before the first run, with data that does not compress
 * @param fileBytes its size
 * @param cachedFile the file of cached rows
 * @param cachedBytes its size; 0 if no row needs it
 * @param againstItself whether fio stands on both sides: what this host can resolve
 */
public record Schedule(
        List<Row> rows,
        int pairs,
        Duration rampTime,
        Duration runtime,
        long seed,
        Path file,
        long fileBytes,
        Path cachedFile,
        long cachedBytes,
        boolean againstItself) {

    /** With fewer pairs a verdict is refused. */
    public static final int VERDICT_PAIRS = 7;

    /** A file no larger than this may fit caches below the file system. */
    public static final long FILE_BYTES = 8L << 30;

    /** The same for a quick look. */
    public static final long QUICK_FILE_BYTES = 1L << 30;

    /** Small enough to stay in any page cache. */
    public static final long CACHED_BYTES = 256L << 20;

    /** Below this even a short run would go round and round. */
    public static final long FILE_BYTES_MIN = 64L << 20;

    /** Starting and ending a process, the mean of fio (about 0.5 s) and berth (about 1.7 s). */
    private static final Duration AROUND_RUN = Duration.ofMillis(1100);

    /** What a modest disk takes: 250 MB/s. */
    private static final long LAYOUT_BYTES_PER_SECOND = 250_000_000;

    public Schedule {
        rows = List.copyOf(rows);
        if (rows.isEmpty() || pairs < 1) {
            throw new IllegalArgumentException("nothing to run");
        }
    }

    /** Runs of either side. */
    public int runs() {
        return 2 * rows.size() * pairs;
    }

    /** How long it takes, about. */
    public Duration expected() {
        Duration run = rampTime.plus(runtime).plus(AROUND_RUN);
        return run.multipliedBy(runs())
                .plusSeconds((fileBytes + cachedBytes) / LAYOUT_BYTES_PER_SECOND);
    }

    /** Disk space needed. */
    public long bytes() {
        return fileBytes + cachedBytes;
    }

    /** Where the files lie. */
    public Path directory() {
        Path parent = file.toAbsolutePath().getParent();
        return parent == null ? Path.of("/") : parent;
    }

    /** The file that a row works on. */
    public Path file(Row row) {
        return row.cached() ? cachedFile : file;
    }

    /** Its size. */
    public long bytes(Row row) {
        return row.cached() ? cachedBytes : fileBytes;
    }

    /** Who begins in a pair (from 1): they take turns, and the seed says who begins each row. */
    public Side first(Row row, int pair) {
        boolean berth =
                (Long.hashCode(seed * 0x9E3779B97F4A7C15L ^ row.name().hashCode()) & 1) == 0;
        boolean odd = pair % 2 == 1;
        return berth == odd ? Side.BERTH : Side.FIO;
    }
}

package io.berth.fio;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What one fio job left with {@code write_hist_log}: completion latencies, about one row a second
 * and direction. A row is {@code time_ms, direction, block_size, 1856 counts}: the I/Os since the
 * row before it.
 */
record HistogramLog(List<Row> rows) {

    private static final int FIRST_COUNT = 3;

    /**
     * One row.
     *
     * @param unixMs when it was written, on the guest's CLOCK_REALTIME: the completion of its last
     *     I/O, to a millisecond
     * @param blockBytes the size of that last I/O only
     * @param counts by bin, see {@link Bins}
     */
    @SuppressWarnings("ArrayRecordComponent") // rows are not compared
    record Row(long unixMs, Direction direction, long blockBytes, long[] counts) {

        long ios() {
            return Arrays.stream(counts).sum();
        }
    }

    /**
     * Reads a log; an empty one has no rows.
     *
     * @throws FioException naming the file and the line
     */
    static HistogramLog parse(String file, byte[] bytes) {
        List<Row> rows = new ArrayList<>();
        int number = 0;
        for (String line : new String(bytes, StandardCharsets.US_ASCII).lines().toList()) {
            number++;
            try {
                rows.add(row(line));
            } catch (IllegalArgumentException e) {
                throw new FioException(
                        file
                                + ":"
                                + number
                                + ": no row of a fio histogram log: "
                                + e.getMessage()
                                + "; was it cut off?",
                        e);
            }
        }
        return new HistogramLog(rows);
    }

    private static Row row(String line) {
        String[] cells = line.split(",", -1);
        if (cells.length != FIRST_COUNT + Bins.COUNT) {
            throw new IllegalArgumentException(
                    cells.length + " columns instead of " + (FIRST_COUNT + Bins.COUNT));
        }
        long[] counts = new long[Bins.COUNT];
        for (int bin = 0; bin < counts.length; bin++) {
            counts[bin] = Long.parseLong(cells[FIRST_COUNT + bin].strip());
            if (counts[bin] < 0) {
                throw new IllegalArgumentException("a count is negative: " + counts[bin]);
            }
        }
        return new Row(
                Long.parseLong(cells[0].strip()),
                Direction.of(Integer.parseInt(cells[1].strip())),
                Long.parseLong(cells[2].strip()),
                counts);
    }
}

package io.berth.fio;

import io.berth.fio.FioOutput.Latencies;
import io.berth.fio.FioOutput.Totals;
import io.berth.latency.Histograms;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * The completions of one job in one direction, second by second, on the host's clock.
 *
 * <p>How fio writes rows (stat.c of 3.33, add_clat_sample): the first completion after the ramp
 * sets the base; row k is written by the first completion at or after base + k seconds, whenever
 * that is; the base does not move. So the base, this stream's first I/O, is the minimum over k of
 * (time of row k − k seconds): late by no more than the shortest of the gaps between completions at
 * the rows. Row k holds what completed after row k − 1. fio drops what completed after the last
 * row; it is restored here as json+ bins minus all rows, so that a stall at the end is not
 * overlooked.
 *
 * @param spans one a row, and the rest; without gaps
 * @param bytesPerIo exact if all I/Os have one size, else the mean over the whole measured time
 */
record Stream(
        Direction direction, double firstMs, double endMs, List<Span> spans, double bytesPerIo) {

    /** log_hist_msec, as berth sets it. */
    static final int INTERVAL_MS = 1000;

    /** A longer span is a stall or a very low rate; it is then cut at the window's edges. */
    private static final double LONG_MS = 1.5 * INTERVAL_MS;

    /**
     * The completions in (startMs, endMs].
     *
     * @param number of the interval, from 1; the same second in all streams of a guest
     */
    record Span(int number, double startMs, double endMs, Histogram histogram) {

        long ios() {
            return histogram.getTotalCount();
        }

        private double overlapMs(double fromMs, double toMs) {
            return Math.max(0, Math.min(endMs, toMs) - Math.max(startMs, fromMs));
        }

        /**
         * Whether it counts for a window: by its midpoint, or if it is long by half a second in it.
         */
        boolean countsIn(double fromMs, double toMs) {
            if (endMs - startMs > LONG_MS) {
                return overlapMs(fromMs, toMs) >= INTERVAL_MS / 2.0;
            }
            double middleMs = (startMs + endMs) / 2;
            return middleMs >= fromMs && middleMs < toMs;
        }

        /** Its time that counts for the window. */
        double secondsIn(double fromMs, double toMs) {
            double lengthMs = endMs - startMs;
            return (lengthMs > LONG_MS ? overlapMs(fromMs, toMs) : lengthMs) / 1000;
        }
    }

    /** The first I/O by the rows of a histogram log, on the log's clock; NaN if there are none. */
    static double firstMs(List<HistogramLog.Row> rows) {
        double first = Double.NaN;
        for (int i = 0; i < rows.size(); i++) {
            double base = rows.get(i).unixMs() - (double) INTERVAL_MS * (i + 1);
            first = i == 0 ? base : Math.min(first, base);
        }
        return first;
    }

    /**
     * Joins a histogram log's rows of one direction with the job's totals.
     *
     * @param firstMs of this stream, or of its guest if the stream has no rows
     * @param offsetMs the log's clock minus the host's
     * @param oneSize whether all I/Os have the same size
     * @throws FioException if log and totals contradict each other
     */
    static Stream of(
            Direction direction,
            List<HistogramLog.Row> rows,
            Totals totals,
            double firstMs,
            double offsetMs,
            boolean oneSize) {
        List<Span> spans = new ArrayList<>();
        double lastMs = firstMs;
        long[] rest = counts(totals.clat());
        for (HistogramLog.Row row : rows) {
            if (row.unixMs() < lastMs) {
                throw new FioException(
                        "the rows of its histogram log go back in time: the guest's clock was set"
                                + " while it measured; stop its time synchronisation");
            }
            spans.add(
                    new Span(
                            spans.size() + 1,
                            lastMs - offsetMs,
                            row.unixMs() - offsetMs,
                            Bins.histogram(row.counts())));
            lastMs = row.unixMs();
            subtract(rest, row.counts());
        }
        double endMs = Math.max(lastMs, firstMs + totals.runtimeMs());
        Histogram dropped = Bins.histogram(rest);
        if (endMs > lastMs || dropped.getTotalCount() > 0) {
            spans.add(new Span(spans.size() + 1, lastMs - offsetMs, endMs - offsetMs, dropped));
        }
        return new Stream(
                direction,
                firstMs - offsetMs,
                endMs - offsetMs,
                List.copyOf(spans),
                bytesPerIo(rows, totals, oneSize));
    }

    /** Its spans that count for a window. */
    List<Span> in(double fromMs, double toMs) {
        return spans.stream().filter(span -> span.countsIn(fromMs, toMs)).toList();
    }

    private static double bytesPerIo(List<HistogramLog.Row> rows, Totals totals, boolean oneSize) {
        if (oneSize && !rows.isEmpty()) {
            return rows.getFirst().blockBytes();
        }
        return totals.clat().count() == 0 ? 0 : (double) totals.bytes() / totals.clat().count();
    }

    private static long[] counts(Latencies clat) {
        long[] counts = new long[Bins.COUNT];
        clat.bins().forEach((midpointNs, count) -> counts[Bins.of(midpointNs)] += count);
        return counts;
    }

    private static void subtract(long[] rest, long[] counts) {
        for (int bin = 0; bin < rest.length; bin++) {
            rest[bin] -= counts[bin];
            if (rest[bin] < 0) {
                throw new FioException(
                        "its histogram log has more I/Os than fio.json in the bin of "
                                + Bins.midpointNs(bin)
                                + " ns: they are not of one run");
            }
        }
    }

    /** The sum of histograms of spans. */
    static Histogram merge(List<Span> spans) {
        return Histograms.merge(spans.stream().map(Span::histogram).toList());
    }
}

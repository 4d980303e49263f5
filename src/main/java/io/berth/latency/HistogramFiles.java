package io.berth.latency;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.EncodableHistogram;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogReader;
import org.HdrHistogram.HistogramLogWriter;

/**
 * Histogram log files, {@code *.hlog}: HdrHistogram's log format 1.3, which its viewers read.
 *
 * <pre>
 * #[Histogram log format version 1.3]
 * #[BaseTime: 1795178650.000 (seconds since epoch)]
 * "StartTimestamp","Interval_Length","Interval_Max","Interval_Compressed_Histogram"
 * Tag=1:read,0.204,1.000,1.230,HISTFAAAAD...
 * </pre>
 *
 * <p>A line is an interval: the tag {@code guest:op}; its start in seconds after the base time, to
 * the millisecond, and its length in seconds; its largest latency in milliseconds; its latencies in
 * nanoseconds, as HdrHistogram's V2 encoding, deflated, in Base64. The base time is the first
 * interval's start, rounded down to a second, on the host's clock.
 */
public final class HistogramFiles {

    /** The largest latency is printed in milliseconds. */
    private static final double MAX_UNIT_RATIO = 1e6;

    private HistogramFiles() {}

    /** The text of a histogram log; the same bytes for the same intervals. */
    public static String text(List<IntervalHistogram> intervals) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        HistogramLogWriter writer = new HistogramLogWriter(bytes);
        writer.outputLogFormatVersion();
        double firstMs =
                intervals.stream().mapToDouble(IntervalHistogram::startUnixMs).min().orElse(0);
        long baseMs = (long) Math.floor(firstMs / 1000) * 1000;
        writer.outputBaseTime(baseMs);
        writer.outputLegend();
        for (IntervalHistogram interval : intervals) {
            Histogram histogram = interval.histogram().copy();
            histogram.setTag(interval.tag());
            writer.outputIntervalHistogram(
                    (Math.round(interval.startUnixMs()) - baseMs) / 1000.0,
                    (Math.round(interval.endUnixMs()) - baseMs) / 1000.0,
                    histogram,
                    MAX_UNIT_RATIO);
        }
        writer.close();
        return bytes.toString(StandardCharsets.UTF_8);
    }

    /**
     * Reads what {@link #text} wrote.
     *
     * @throws IllegalArgumentException if the text is no histogram log, with the line
     */
    public static List<IntervalHistogram> parse(String text) {
        List<IntervalHistogram> intervals = new ArrayList<>();
        long lines = text.lines().filter(HistogramFiles::isInterval).count();
        try (HistogramLogReader reader =
                new HistogramLogReader(
                        new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)))) {
            EncodableHistogram next;
            while ((next = reader.nextIntervalHistogram()) != null) {
                if (!(next instanceof Histogram histogram) || next.getTag() == null) {
                    throw new IllegalArgumentException(
                            "interval "
                                    + (intervals.size() + 1)
                                    + " of a histogram log has no tag or no integer counts");
                }
                intervals.add(
                        new IntervalHistogram(
                                next.getTag(),
                                histogram.getStartTimeStamp(),
                                histogram.getEndTimeStamp(),
                                histogram));
            }
        } catch (RuntimeException e) {
            throw new IllegalArgumentException(
                    "a histogram log is broken at interval "
                            + (intervals.size() + 1)
                            + ": "
                            + e.getMessage(),
                    e);
        }
        if (intervals.size() != lines) {
            // HdrHistogram's reader ends silently at a line that it does not understand.
            throw new IllegalArgumentException(
                    "a histogram log is broken at interval " + (intervals.size() + 1));
        }
        return intervals;
    }

    private static boolean isInterval(String line) {
        return !line.isBlank() && !line.startsWith("#") && !line.startsWith("\"StartTimestamp\"");
    }
}

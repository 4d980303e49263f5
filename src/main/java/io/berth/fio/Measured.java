package io.berth.fio;

import io.berth.fio.FioOutput.Latencies;
import io.berth.fio.Stream.Span;
import io.berth.latency.Histograms;
import io.berth.latency.IntervalHistogram;
import io.berth.latency.LatencySummary;
import io.berth.plan.Workload;
import io.berth.results.GuestResult;
import io.berth.results.OpResult;
import io.berth.results.Window;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/** What fio found in all guests of a case, cut to the time in which all of them measured. */
public final class Measured {

    /** A window shorter than this share of the runtime asked for does not count. */
    public static final double LEAST_OVERLAP_SHARE = 0.9;

    /** Completion latencies inside the window, an interval a second. */
    public static final String CLAT_FILE = "clat.hlog";

    /** Total latencies over fio's whole measured time, one interval. */
    public static final String LAT_FILE = "lat.hlog";

    /** Latencies of fsync and fdatasync over fio's whole measured time, one interval. */
    public static final String SYNC_FILE = "sync.hlog";

    private Measured() {}

    /**
     * What fio left in one guest.
     *
     * @param guest from 1
     * @param seed the randseed it was given
     * @param json fio.json, whole
     * @param histLogs the histogram logs by file name, without a directory
     * @param clockOffsetNs the guest's clock minus the host's
     * @param clockUncertaintyNs half the round trip of that reading
     */
    @SuppressWarnings("ArrayRecordComponent") // files are not compared
    public record GuestFiles(
            int guest,
            long seed,
            byte[] json,
            Map<String, byte[]> histLogs,
            long clockOffsetNs,
            long clockUncertaintyNs) {}

    /**
     * What they measured together.
     *
     * @param window on the host's clock; see {@link #overlaps}
     * @param guests in order
     * @param histograms by guest (from 1) and file name ({@link #CLAT_FILE} …)
     */
    public record Outcome(
            Window window,
            List<GuestResult> guests,
            SortedMap<Integer, SortedMap<String, List<IntervalHistogram>>> histograms) {

        /** Whether the window is long enough to count. */
        public boolean overlaps() {
            return window.overlapShare() >= LEAST_OVERLAP_SHARE;
        }
    }

    /**
     * Combines the guests' files.
     *
     * @throws FioException saying which guest, if its fio counted I/O errors, ended early, or left
     *     broken or empty files
     */
    public static Outcome combine(List<GuestFiles> files, Workload workload) {
        if (files.isEmpty()) {
            throw new IllegalArgumentException("no guests");
        }
        long expectedMs = workload.runtime().plus(JobFiles.COOL_DOWN).toMillis();
        List<GuestLoad> loads =
                files.stream()
                        .sorted(Comparator.comparingInt(GuestFiles::guest))
                        .map(guest -> GuestLoad.of(guest, expectedMs))
                        .toList();
        Window window = window(loads, workload.runtime().toMillis());
        List<GuestResult> guests = new ArrayList<>();
        SortedMap<Integer, SortedMap<String, List<IntervalHistogram>>> histograms = new TreeMap<>();
        for (GuestLoad load : loads) {
            guests.add(result(load, window));
            histograms.put(load.files().guest(), histograms(load, window));
        }
        return new Outcome(window, List.copyOf(guests), histograms);
    }

    private static Window window(List<GuestLoad> loads, long runtimeMs) {
        double earliestMs = loads.stream().mapToDouble(GuestLoad::firstMs).min().orElseThrow();
        double startMs = loads.stream().mapToDouble(GuestLoad::firstMs).max().orElseThrow();
        double endMs = loads.stream().mapToDouble(GuestLoad::endMs).min().orElseThrow();
        endMs = Math.max(startMs, Math.min(endMs, startMs + runtimeMs));
        long uncertaintyNs =
                loads.stream().mapToLong(l -> l.files().clockUncertaintyNs()).max().orElseThrow();
        return new Window(
                startMs,
                endMs,
                (endMs - startMs) / runtimeMs,
                startMs - earliestMs,
                uncertaintyNs / 1e6);
    }

    private static GuestResult result(GuestLoad load, Window window) {
        List<OpResult> ops = new ArrayList<>();
        for (Direction direction : Direction.values()) {
            List<Stream> streams = streams(load, direction);
            if (!streams.isEmpty()) {
                ops.add(op(load, direction, streams, window));
            }
        }
        Latencies sync = load.sync();
        if (sync.count() > 0) {
            double seconds = load.seconds();
            SortedMap<String, LatencySummary> latency = new TreeMap<>();
            latency.put("sync", summary(sync));
            ops.add(
                    new OpResult(
                            "sync", sync.count(), 0, seconds, sync.count() / seconds, 0, latency));
        }
        return new GuestResult(
                load.files().guest(),
                load.files().seed(),
                load.firstMs(),
                load.files().clockOffsetNs() / 1e6,
                load.files().clockUncertaintyNs() / 1e6,
                0, // I/O errors fail the case before
                List.copyOf(ops));
    }

    private static OpResult op(
            GuestLoad load, Direction direction, List<Stream> streams, Window window) {
        long ios = 0;
        double bytes = 0;
        double iops = 0;
        double longestSeconds = 0;
        List<Histogram> parts = new ArrayList<>();
        for (Stream stream : streams) {
            List<Span> spans = stream.in(window.startUnixMs(), window.endUnixMs());
            double seconds = 0;
            long count = 0;
            for (Span span : spans) {
                seconds += span.secondsIn(window.startUnixMs(), window.endUnixMs());
                count += span.ios();
                parts.add(span.histogram());
            }
            ios += count;
            bytes += count * stream.bytesPerIo();
            iops += seconds == 0 ? 0 : count / seconds;
            longestSeconds = Math.max(longestSeconds, seconds);
        }
        // Jobs may differ by a row at the window's edge: rates add up, times do not.
        double seconds = iops == 0 ? longestSeconds : ios / iops;
        SortedMap<String, LatencySummary> latency = new TreeMap<>();
        latency.put("clat", summary(Histograms.merge(parts), load.whole(direction, true)));
        latency.put("lat", summary(load.whole(direction, false)));
        return new OpResult(
                direction.op(),
                ios,
                Math.round(bytes),
                seconds,
                iops,
                seconds == 0 ? 0 : bytes / seconds,
                latency);
    }

    /** A part of what fio saw as a whole: its extremes are bins, and never beyond the whole's. */
    private static LatencySummary summary(Histogram part, Latencies whole) {
        if (part.getTotalCount() == 0) {
            return LatencySummary.of(part);
        }
        return LatencySummary.of(
                part,
                Math.max(part.getMinValue(), whole.minNs()),
                Math.min(part.getMaxValue(), whole.maxNs()),
                part.getMean());
    }

    private static LatencySummary summary(Latencies whole) {
        return LatencySummary.of(
                Bins.histogram(whole.bins()), whole.minNs(), whole.maxNs(), whole.meanNs());
    }

    private static SortedMap<String, List<IntervalHistogram>> histograms(
            GuestLoad load, Window window) {
        SortedMap<String, List<IntervalHistogram>> files = new TreeMap<>();
        List<IntervalHistogram> clat = new ArrayList<>();
        List<IntervalHistogram> lat = new ArrayList<>();
        for (Direction direction : Direction.values()) {
            List<Stream> streams = streams(load, direction);
            if (!streams.isEmpty()) {
                String tag = tag(load, direction.op());
                clat.addAll(intervals(tag, streams, window));
                lat.add(whole(tag, load, load.whole(direction, false)));
            }
        }
        files.put(CLAT_FILE, clat);
        files.put(LAT_FILE, lat);
        if (load.sync().count() > 0) {
            files.put(SYNC_FILE, List.of(whole(tag(load, "sync"), load, load.sync())));
        }
        return files;
    }

    /** The spans inside the window, those of the same second of several jobs together. */
    private static List<IntervalHistogram> intervals(
            String tag, List<Stream> streams, Window window) {
        SortedMap<Integer, List<Span>> bySecond = new TreeMap<>();
        streams.stream()
                .map(stream -> stream.in(window.startUnixMs(), window.endUnixMs()))
                .flatMap(Collection::stream)
                .forEach(s -> bySecond.computeIfAbsent(s.number(), _ -> new ArrayList<>()).add(s));
        List<IntervalHistogram> intervals = new ArrayList<>();
        for (List<Span> spans : bySecond.values()) {
            intervals.add(
                    new IntervalHistogram(
                            tag,
                            spans.stream().mapToDouble(Span::startMs).min().orElseThrow(),
                            spans.stream().mapToDouble(Span::endMs).max().orElseThrow(),
                            Stream.merge(spans)));
        }
        return intervals;
    }

    private static IntervalHistogram whole(String tag, GuestLoad load, Latencies latencies) {
        return new IntervalHistogram(
                tag,
                load.firstMs(),
                load.firstMs() + load.seconds() * 1000,
                Bins.histogram(latencies.bins()));
    }

    private static List<Stream> streams(GuestLoad load, Direction direction) {
        return load.streams().stream().filter(s -> s.direction() == direction).toList();
    }

    private static String tag(GuestLoad load, String op) {
        return load.files().guest() + ":" + op;
    }
}

package io.berth.fio;

import io.berth.fio.FioOutput.Job;
import io.berth.fio.FioOutput.Latencies;
import io.berth.fio.FioOutput.Totals;
import io.berth.fio.Measured.GuestFiles;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What one guest did, on the host's clock.
 *
 * @param firstMs its first measured I/O: the earliest of its streams
 * @param endMs when it stopped measuring: the earliest end of a job
 */
record GuestLoad(
        GuestFiles files, FioOutput output, List<Stream> streams, double firstMs, double endMs) {

    /** fio's clocks are whole milliseconds, and it looks at the time between two I/Os. */
    private static final long EARLY_MS = 50;

    private static final Pattern LOG_NAME = Pattern.compile(".*_clat_hist\\.(\\d+)\\.log");

    /**
     * Reads a guest's files.
     *
     * @param expectedMs how long each job was to measure
     * @throws FioException saying which guest, if they do not count
     */
    static GuestLoad of(GuestFiles files, long expectedMs) {
        try {
            FioOutput output = FioOutput.parse(files.json());
            output.jobs().forEach(job -> check(job, output.notes(), expectedMs));
            return of(files, output);
        } catch (FioException e) {
            throw new FioException("guest " + files.guest() + ": " + e.getMessage(), e);
        }
    }

    private static void check(Job job, String notes, long expectedMs) {
        String said = notes.isEmpty() ? "" : "; fio said: " + notes;
        String name = "fio job '" + job.name() + "'";
        if (job.error() != 0 || job.totalErrors() != 0) {
            throw new FioException(
                    name
                            + " met I/O errors (errno "
                            + job.error()
                            + ", "
                            + Math.max(1, job.totalErrors())
                            + " in all)"
                            + said
                            + "; see the guest's serial.log and the storage under its image");
        }
        if (job.totals().isEmpty()) {
            throw new FioException(
                    name
                            + " completed no I/O: it was killed, or stuck, or its gate failed (see "
                            + job.name()
                            + ".prerun.txt in the guest)"
                            + said);
        }
        if (job.runtimeMs() < expectedMs - EARLY_MS) {
            throw new FioException(
                    name
                            + " ended after "
                            + job.runtimeMs()
                            + " of "
                            + expectedMs
                            + " ms: it was killed or stopped itself"
                            + said);
        }
    }

    private static GuestLoad of(GuestFiles files, FioOutput output) {
        double offsetMs = files.clockOffsetNs() / 1e6;
        Map<Integer, HistogramLog> logs = logs(files);
        double firstMs =
                logs.values().stream()
                        .flatMap(log -> byDirection(log).values().stream())
                        .mapToDouble(Stream::firstMs)
                        .min()
                        .orElseThrow(() -> noSecond(output));
        List<Stream> streams = new ArrayList<>();
        double endMs = Double.POSITIVE_INFINITY;
        for (int i = 0; i < output.jobs().size(); i++) {
            Job job = output.jobs().get(i);
            HistogramLog log = logs.get(i + 1);
            if (log == null) {
                throw new FioException(
                        "the histogram log of fio job "
                                + (i + 1)
                                + " is missing; there are "
                                + files.histLogs().keySet());
            }
            List<Stream> own = streams(job, log, firstMs, offsetMs);
            streams.addAll(own);
            endMs = Math.min(endMs, own.stream().mapToDouble(Stream::endMs).max().orElseThrow());
        }
        return new GuestLoad(files, output, streams, firstMs - offsetMs, endMs);
    }

    private static List<Stream> streams(
            Job job, HistogramLog log, double guestFirstMs, double offsetMs) {
        Map<Direction, List<HistogramLog.Row>> rows = byDirection(log);
        List<Stream> streams = new ArrayList<>();
        for (Map.Entry<Direction, Totals> entry : job.totals().entrySet()) {
            List<HistogramLog.Row> own = rows.getOrDefault(entry.getKey(), List.of());
            double firstMs = own.isEmpty() ? guestFirstMs : Stream.firstMs(own);
            streams.add(
                    Stream.of(
                            entry.getKey(),
                            own,
                            entry.getValue(),
                            firstMs,
                            offsetMs,
                            oneSize(job)));
        }
        return streams;
    }

    private static boolean oneSize(Job job) {
        return List.of("bssplit", "bsrange", "blocksize_range", "bs_unaligned").stream()
                .noneMatch(job.options()::containsKey);
    }

    private static Map<Integer, HistogramLog> logs(GuestFiles files) {
        Map<Integer, HistogramLog> logs = new TreeMap<>(Comparator.naturalOrder());
        for (Map.Entry<String, byte[]> file : new TreeMap<>(files.histLogs()).entrySet()) {
            Matcher matcher = LOG_NAME.matcher(file.getKey());
            if (!matcher.matches()) {
                throw new FioException(
                        "'" + file.getKey() + "' is no histogram log of fio's: *_clat_hist.N.log");
            }
            logs.put(
                    Integer.parseInt(matcher.group(1)),
                    HistogramLog.parse(file.getKey(), file.getValue()));
        }
        return logs;
    }

    private static Map<Direction, List<HistogramLog.Row>> byDirection(HistogramLog log) {
        Map<Direction, List<HistogramLog.Row>> rows = new TreeMap<>();
        for (HistogramLog.Row row : log.rows()) {
            rows.computeIfAbsent(row.direction(), _ -> new ArrayList<>()).add(row);
        }
        return rows;
    }

    private static FioException noSecond(FioOutput output) {
        long ios =
                output.jobs().stream()
                        .flatMap(job -> job.totals().values().stream())
                        .mapToLong(totals -> totals.clat().count())
                        .sum();
        return new FioException(
                "its histogram logs are empty: "
                        + ios
                        + " I/Os completed, none a second after the first; raise runtime or the"
                        + " rate, or see whether the storage is stuck");
    }

    /** The latencies of all streams of a direction over fio's whole measured time. */
    Latencies whole(Direction direction, boolean clat) {
        return output.jobs().stream()
                .map(job -> job.totals().get(direction))
                .filter(totals -> totals != null)
                .map(totals -> clat ? totals.clat() : totals.lat())
                .reduce(Latencies.NONE, Latencies::plus);
    }

    /** The latencies of fsync and fdatasync over fio's whole measured time. */
    Latencies sync() {
        return output.jobs().stream().map(Job::sync).reduce(Latencies.NONE, Latencies::plus);
    }

    /** fio's whole measured time. */
    double seconds() {
        return output.jobs().stream().mapToLong(Job::runtimeMs).max().orElse(0) / 1000.0;
    }
}

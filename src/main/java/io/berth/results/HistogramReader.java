package io.berth.results;

import io.berth.latency.HistogramFiles;
import io.berth.latency.IntervalHistogram;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/**
 * Reads the histogram logs of a case in a block: {@code guest-NN/<kind>.hlog}, at the layer host
 * {@code host/twin-NN/<kind>.hlog}, HdrHistogram's log format 1.3 with the tag {@code guest:op},
 * nanoseconds. The intervals of a tag are added up.
 */
final class HistogramReader {

    private static final String SUFFIX = ".hlog";

    private HistogramReader() {}

    static SortedMap<String, SortedMap<Integer, SortedMap<String, Histogram>>> read(
            RunDirectory directory, CaseResult result) {
        SortedMap<String, SortedMap<Integer, SortedMap<String, Histogram>>> kinds = new TreeMap<>();
        for (GuestResult guest : result.guests()) {
            Path files =
                    result.twins() == null
                            ? directory.guestDirectory(
                                    result.caseId(), result.block(), guest.guest())
                            : directory.twinDirectory(
                                    result.caseId(), result.block(), guest.guest());
            for (String kind : kinds(guest)) {
                SortedMap<String, Histogram> ops = ops(files.resolve(kind + SUFFIX), guest, kind);
                kinds.computeIfAbsent(kind, k -> new TreeMap<>()).put(guest.guest(), ops);
            }
        }
        return kinds;
    }

    /** The kinds of latency that case.json has of this guest, so that no file can go missing. */
    private static Iterable<String> kinds(GuestResult guest) {
        return guest.ops().stream()
                .flatMap(op -> op.latency().keySet().stream())
                .distinct()
                .sorted()
                .toList();
    }

    private static SortedMap<String, Histogram> ops(Path file, GuestResult guest, String kind) {
        SortedMap<String, Histogram> ops = merged(file, guest.guest());
        for (OpResult op : guest.ops()) {
            var summary = op.latency().get(kind);
            if (summary == null) {
                continue;
            }
            Histogram histogram = ops.get(op.op());
            long samples = histogram == null ? 0 : histogram.getTotalCount();
            if (samples != summary.count()) {
                throw new ResultsException(
                        file
                                + ": holds "
                                + samples
                                + " samples of "
                                + op.op()
                                + ", but case.json counts "
                                + summary.count()
                                + "; one of the two files was changed or is damaged");
            }
        }
        return ops;
    }

    /** By operation, all intervals of one guest. */
    private static SortedMap<String, Histogram> merged(Path file, int guest) {
        String text;
        try {
            text = Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new ResultsException(file + ": cannot be read: " + Disk.reason(e), e);
        }
        SortedMap<String, Histogram> ops = new TreeMap<>();
        String prefix = guest + ":";
        for (Map.Entry<String, Histogram> tag : merged(file, text).entrySet()) {
            if (!tag.getKey().startsWith(prefix)) {
                throw new ResultsException(
                        file
                                + ": holds the tag '"
                                + tag.getKey()
                                + "' where only those of guest "
                                + guest
                                + " are due");
            }
            ops.put(tag.getKey().substring(prefix.length()), tag.getValue());
        }
        return ops;
    }

    /** By tag, all intervals. */
    private static SortedMap<String, Histogram> merged(Path file, String text) {
        SortedMap<String, Histogram> tags = new TreeMap<>();
        try {
            for (IntervalHistogram interval : HistogramFiles.parse(text)) {
                Merging.add(tags, interval.tag(), interval.histogram());
            }
        } catch (IllegalArgumentException e) {
            throw new ResultsException(file + ": " + e.getMessage(), e);
        }
        return tags;
    }
}

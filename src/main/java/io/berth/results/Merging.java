package io.berth.results;

import io.berth.latency.LatencySummary;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/** Exact merging of histograms: counts are added value by value. */
public final class Merging {

    private Merging() {}

    /** By operation, all guests added up. */
    public static SortedMap<String, Histogram> pooled(
            SortedMap<Integer, SortedMap<String, Histogram>> guests) {
        SortedMap<String, Histogram> pooled = new TreeMap<>();
        for (SortedMap<String, Histogram> guest : guests.values()) {
            for (Map.Entry<String, Histogram> op : guest.entrySet()) {
                add(pooled, op.getKey(), op.getValue());
            }
        }
        return pooled;
    }

    /** Adds a histogram to that of a key, which is made if need be; the addend is not changed. */
    public static <K> void add(Map<K, Histogram> sums, K key, Histogram addend) {
        sums.computeIfAbsent(key, k -> emptyLike(addend)).add(addend);
    }

    /**
     * Percentiles from a merged histogram; minimum, maximum and mean from its parts, which know
     * them exactly where fio does.
     *
     * @param kind of latency: clat, lat or sync
     * @param parts what was merged, one operation's
     */
    public static LatencySummary summary(String kind, Histogram merged, List<OpResult> parts) {
        long min = Long.MAX_VALUE;
        long max = 0;
        long count = 0;
        double sum = 0;
        for (OpResult part : parts) {
            LatencySummary summary = part.latency().get(kind);
            if (summary != null && summary.count() > 0) {
                min = Math.min(min, summary.minNs());
                max = Math.max(max, summary.maxNs());
                count += summary.count();
                sum += summary.meanNs() * summary.count();
            }
        }
        return count == 0
                ? LatencySummary.of(merged)
                : LatencySummary.of(merged, min, max, sum / count);
    }

    /** An empty histogram that grows with what is added, as precise as another. */
    static Histogram emptyLike(Histogram other) {
        Histogram empty = new Histogram(other.getNumberOfSignificantValueDigits());
        empty.setAutoResize(true);
        return empty;
    }
}

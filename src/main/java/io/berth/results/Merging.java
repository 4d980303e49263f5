package io.berth.results;

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

    /** An empty histogram that grows with what is added, as precise as another. */
    static Histogram emptyLike(Histogram other) {
        Histogram empty = new Histogram(other.getNumberOfSignificantValueDigits());
        empty.setAutoResize(true);
        return empty;
    }
}

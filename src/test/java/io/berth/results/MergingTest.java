package io.berth.results;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.latency.Histograms;
import io.berth.latency.LatencySummary;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class MergingTest {

    @Test
    void theExtremesOfAllGuestsAreThoseOfTheirGuestsAndNotOfABucket() {
        // Exact ones of fio's json+, and the midpoint of the bin that each lies in.
        OpResult first = part(177_790, 228_826_920, 1_000_000.25);
        OpResult second = part(200_000, 90_000_000, 3_000_000.75);
        Histogram merged = Histograms.empty();
        merged.recordValueWithCount(177_664, 2);
        merged.recordValueWithCount(229_638_144, 2);

        LatencySummary summary = Merging.summary("lat", merged, List.of(first, second));

        assertThat(summary.count()).isEqualTo(4);
        assertThat(summary.minNs()).isEqualTo(177_790);
        assertThat(summary.maxNs()).isEqualTo(228_826_920);
        assertThat(summary.meanNs()).isEqualTo(2_000_000.5);
    }

    private static OpResult part(long minNs, long maxNs, double meanNs) {
        SortedMap<String, LatencySummary> latency = new TreeMap<>();
        latency.put("lat", new LatencySummary(2, minNs, maxNs, meanNs, new TreeMap<>()));
        return new OpResult("read", 2, 8192, 1, 2, 8192, latency);
    }
}

package io.berth.fio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.latency.Histograms;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BinsTest {

    @Test
    void binsAreMidpointsOfTheirRanges() {
        for (int bin = 0; bin < Bins.COUNT; bin++) {
            long k = Bins.midpointNs(bin);
            assertThat(Bins.of(k)).isEqualTo(bin);
            if (k >= 128) {
                // Measured against a server of known times: K stands for [K − w/2, K + w/2 − 1].
                long w = 1L << (63 - Long.numberOfLeadingZeros(k) - 6);
                assertThat(Bins.of(k - w / 2)).as("lowest of bin %d", bin).isEqualTo(bin);
                assertThat(Bins.of(k + w / 2 - 1)).as("highest of bin %d", bin).isEqualTo(bin);
                assertThat(Bins.of(k - w / 2 - 1)).isEqualTo(bin - 1);
            } else {
                assertThat(k).isEqualTo(bin);
            }
        }
        assertThat(Bins.of(Long.MAX_VALUE)).isEqualTo(Bins.COUNT - 1);
        assertThatThrownBy(() -> Bins.midpointNs(Bins.COUNT))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void noTwoBinsFallTogetherInAHistogram() {
        Histogram histogram = Histograms.empty();
        Set<Long> buckets = new HashSet<>();
        for (int bin = 0; bin < Bins.COUNT; bin++) {
            long midpoint = Bins.midpointNs(bin);
            assertThat(buckets.add(histogram.lowestEquivalentValue(midpoint))).isTrue();
            assertThat(histogram.lowestEquivalentValue(midpoint)).isEqualTo(midpoint);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "randread",
                "randrw70",
                "numjobs2",
                "fdatasync16",
                "rate_iops",
                "bssplit",
                "null"
            })
    void everyKeyOfARecordedJsonIsAMidpoint(String fixture) {
        FioOutput output = FioOutput.parse(Fixtures.bytes(fixture, "fio.json"));
        for (FioOutput.Job job : output.jobs()) {
            job.totals()
                    .values()
                    .forEach(
                            totals ->
                                    totals.clat()
                                            .bins()
                                            .keySet()
                                            .forEach(
                                                    k ->
                                                            assertThat(Bins.midpointNs(Bins.of(k)))
                                                                    .isEqualTo(k)));
        }
    }

    @Test
    void countsAreConservedBetweenRowsAndKeys() {
        Random random = new Random(7);
        long[] row = new long[Bins.COUNT];
        TreeMap<Long, Long> keys = new TreeMap<>();
        long sum = 0;
        for (int i = 0; i < 300; i++) {
            int bin = random.nextInt(Bins.COUNT);
            long count = 1 + random.nextInt(1_000_000);
            row[bin] += count;
            keys.merge(Bins.midpointNs(bin), count, Long::sum);
            sum += count;
        }
        assertThat(Bins.histogram(row)).isEqualTo(Bins.histogram(keys));
        assertThat(Bins.histogram(row).getTotalCount()).isEqualTo(sum);
    }
}

package io.berth.engine.output;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.latency.Histograms;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LatencyClassTest {

    /** The classes of io_u_mark_latency, at their edges. */
    @ParameterizedTest
    @CsvSource({
        "0, latency_ns, 2",
        "1, latency_ns, 2",
        "2, latency_ns, 4",
        "19, latency_ns, 20",
        "749, latency_ns, 750",
        "999, latency_ns, 1000",
        "1000, latency_us, 2",
        "1999, latency_us, 2",
        "2000, latency_us, 4",
        "249800, latency_us, 250",
        "250400, latency_us, 500",
        "998000, latency_us, 1000",
        "1002000, latency_ms, 2",
        "1998000000, latency_ms, 2000",
        "2002000000, latency_ms, >=2000",
        "60000000000, latency_ms, >=2000"
    })
    void classes(long ns, String object, String name) {
        Histogram histogram = Histograms.empty();
        histogram.recordValueWithCount(ns, 3);
        long[] counts = LatencyClass.counts(histogram);
        for (LatencyClass unit : LatencyClass.ALL) {
            for (int i = 0; i < unit.names().size(); i++) {
                boolean here = unit.jsonKey().equals(object) && unit.names().get(i).equals(name);
                assertThat(counts[unit.first() + i])
                        .as("%s %s", unit.jsonKey(), unit.names().get(i))
                        .isEqualTo(here ? 3 : 0);
            }
        }
    }
}

package io.berth.engine.output;

import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * The classes into which fio sorts completion latencies (io_u_mark_latency, io_u.c of fio 3.33):
 * ten below a microsecond, ten below a millisecond, twelve above.
 *
 * @param unit fio's word in the human summary
 * @param jsonKey its object in the JSON
 * @param unitNs the unit
 * @param names of the classes: the bound that latencies stay below
 * @param first index of the first class among all
 */
record LatencyClass(String unit, String jsonKey, long unitNs, List<String> names, int first) {

    private static final long[] BOUNDS = {2, 4, 10, 20, 50, 100, 250, 500, 750, 1000, 2000};

    private static final List<String> NAMES =
            List.of("2", "4", "10", "20", "50", "100", "250", "500", "750", "1000");

    private static final List<String> LAST_NAMES =
            List.of(
                    "2", "4", "10", "20", "50", "100", "250", "500", "750", "1000", "2000",
                    ">=2000");

    /** In the order of fio's output. */
    static final List<LatencyClass> ALL =
            List.of(
                    new LatencyClass("nsec", "latency_ns", 1, NAMES, 0),
                    new LatencyClass("usec", "latency_us", 1_000, NAMES, 10),
                    new LatencyClass("msec", "latency_ms", 1_000_000, LAST_NAMES, 20));

    /** All classes. */
    static final int COUNT = 32;

    /** The counts of a histogram by class: nanoseconds, microseconds, milliseconds. */
    static long[] counts(Histogram histogram) {
        long[] counts = new long[COUNT];
        histogram
                .recordedValues()
                .forEach(
                        value ->
                                counts[
                                                of(
                                                        histogram.medianEquivalentValue(
                                                                value.getValueIteratedTo()))] +=
                                        value.getCountAtValueIteratedTo());
        return counts;
    }

    private static int of(long ns) {
        LatencyClass unit = ALL.get(ns < 1_000 ? 0 : ns < 1_000_000 ? 1 : 2);
        int index = 0;
        while (index < unit.names.size() - 1 && ns / unit.unitNs >= BOUNDS[index]) {
            index++;
        }
        return unit.first + index;
    }
}

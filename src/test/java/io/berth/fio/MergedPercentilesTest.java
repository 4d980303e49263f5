package io.berth.fio;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.berth.fio.Measured.GuestFiles;
import io.berth.latency.Histograms;
import io.berth.latency.LatencySummary;
import io.berth.results.OpResult;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Percentiles against a second path that shares nothing with the first: raw text to a list of
 * (midpoint, count), sorted, and the first whose cumulative count reaches the rank.
 */
class MergedPercentilesTest {

    private static final double RESOLUTION = 0.001;

    private static long reference(TreeMap<Long, Long> counts, double percentile) {
        long total = counts.values().stream().mapToLong(Long::longValue).sum();
        double rank = percentile / 100 * total;
        long seen = 0;
        for (Map.Entry<Long, Long> entry : counts.entrySet()) {
            seen += entry.getValue();
            if (seen >= rank - 1e-9 * total) {
                return entry.getKey();
            }
        }
        throw new AssertionError("no samples");
    }

    /** fio's documented layout, worked out anew: log2 groups of 64, the middle of each. */
    private static long midpoint(int column) {
        if (column < 128) {
            return column;
        }
        double width = Math.pow(2, column / 64 - 1);
        return (long) ((64 + column % 64) * width + width / 2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"randread", "numjobs2", "fdatasync16", "randrw70", "bssplit", "null"})
    void ofTwoGuestsRowsAreThoseOfTheRawColumns(String fixture) {
        List<GuestFiles> guests = List.of(Fixtures.guest(fixture, 1), Fixtures.guest(fixture, 2));
        Measured.Outcome outcome = Measured.combine(guests, Fixtures.workload(fixture));

        for (OpResult op : outcome.guests().getFirst().ops()) {
            if (op.op().equals("sync")) {
                continue;
            }
            TreeMap<Long, Long> raw = new TreeMap<>();
            for (byte[] log : guests.getFirst().histLogs().values()) {
                rawRows(log, op.op(), outcome.window().endUnixMs(), raw);
            }
            LatencySummary clat = requireNonNull(op.latency().get("clat"));
            assertThat(clat.count())
                    .isEqualTo(raw.values().stream().mapToLong(Long::longValue).sum());
            assertThat(op.ios()).isEqualTo(clat.count());
            assertThat(clat.percentileNs()).isNotEmpty();
            clat.percentileNs()
                    .forEach(
                            (p, ns) ->
                                    assertClose(
                                            ns,
                                            reference(raw, Double.parseDouble(p)),
                                            op.op() + p));
        }
    }

    private static void assertClose(long actual, long expected, String what) {
        assertThat(Math.abs(actual - expected))
                .as("%s: %d for %d", what, actual, expected)
                .isLessThanOrEqualTo((long) Math.ceil(expected * RESOLUTION));
    }

    /** Rows before the window's end; what fixtures have no rows for is after it. */
    private static void rawRows(byte[] log, String op, double endMs, TreeMap<Long, Long> into) {
        for (String line : new String(log, StandardCharsets.US_ASCII).split("\n")) {
            String[] cells = line.split(", ");
            boolean own = cells[1].equals(op.equals("read") ? "0" : "1");
            if (own && Long.parseLong(cells[0]) - 500 < endMs) {
                for (int i = 3; i < cells.length; i++) {
                    long count = Long.parseLong(cells[i]);
                    if (count > 0) {
                        into.merge(midpoint(i - 3), count, Long::sum);
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"randread", "numjobs2", "fdatasync16", "randrw70", "rate_iops"})
    void ofOneJobAreThoseThatFioPrinted(String fixture) {
        JsonNode json = JsonMapper.shared().readTree(Fixtures.bytes(fixture, "fio.json"));
        FioOutput output = FioOutput.parse(Fixtures.bytes(fixture, "fio.json"));
        for (int i = 0; i < output.jobs().size(); i++) {
            JsonNode job = json.path("jobs").get(i);
            for (Map.Entry<Direction, FioOutput.Totals> e :
                    output.jobs().get(i).totals().entrySet()) {
                JsonNode printed = job.path(e.getKey().op()).path("lat_ns").path("percentile");
                Histogram histogram = Bins.histogram(e.getValue().lat().bins());
                assertThat(printed.size()).isEqualTo(LatencySummary.PERCENTILES.length);
                printed.properties()
                        .forEach(
                                p ->
                                        assertThat(
                                                        histogram.lowestEquivalentValue(
                                                                histogram.getValueAtPercentile(
                                                                        Double.parseDouble(
                                                                                p.getKey()))))
                                                .as("%s %s", e.getKey(), p.getKey())
                                                .isEqualTo(p.getValue().asLong()));
            }
        }
    }

    @Test
    void ofRandomBinsAreExactAndDoNotDependOnTheOrderOfMerging() {
        for (long seed = 0; seed < 50; seed++) {
            Random random = new Random(seed);
            TreeMap<Long, Long> all = new TreeMap<>();
            List<Histogram> parts = new ArrayList<>();
            for (int guest = 0; guest < 4; guest++) {
                long[] row = new long[Bins.COUNT];
                for (int i = 0; i < 100; i++) {
                    int bin = random.nextInt(1_500);
                    long count = 1 + random.nextInt(5_000);
                    row[bin] += count;
                    all.merge(midpoint(bin), count, Long::sum);
                }
                parts.add(Bins.histogram(row));
            }
            Histogram merged = Histograms.merge(parts);
            Histogram reversed = Histograms.merge(parts.reversed());
            assertThat(reversed).as("seed %d", seed).isEqualTo(merged);
            for (double p : LatencySummary.PERCENTILES) {
                assertThat(merged.lowestEquivalentValue(merged.getValueAtPercentile(p)))
                        .as("seed %d p%s", seed, p)
                        .isEqualTo(reference(all, p));
                assertClose(merged.getValueAtPercentile(p), reference(all, p), "seed " + seed);
            }
        }
    }
}

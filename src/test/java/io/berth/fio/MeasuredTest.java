package io.berth.fio;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.berth.fio.Measured.GuestFiles;
import io.berth.fio.Measured.Outcome;
import io.berth.latency.HistogramFiles;
import io.berth.latency.Histograms;
import io.berth.latency.IntervalHistogram;
import io.berth.latency.LatencySummary;
import io.berth.results.GuestResult;
import io.berth.results.OpResult;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MeasuredTest {

    private static final long MS = 1_000_000L;

    private static GuestFiles shifted(String fixture, int guest, long offsetMs) {
        GuestFiles files = Fixtures.guest(fixture, guest);
        return new GuestFiles(
                guest, files.seed(), files.json(), files.histLogs(), offsetMs * MS, 2 * MS);
    }

    private static OpResult op(GuestResult guest, String op) {
        return guest.ops().stream().filter(o -> o.op().equals(op)).findAny().orElseThrow();
    }

    @Test
    void theWindowIsTheRuntimeFromTheLatestFirstIo() {
        // The second guest's clock is 200 ms behind the host's: on the host's it started later.
        Outcome outcome =
                Measured.combine(
                        List.of(shifted("rate_iops", 1, 0), shifted("rate_iops", 2, -200)),
                        Fixtures.workload("rate_iops"));

        double first = outcome.guests().getFirst().firstIoUnixMs();
        assertThat(first).isEqualTo(1795179875761.0);
        assertThat(outcome.window().startUnixMs()).isEqualTo(first + 200);
        assertThat(outcome.window().endUnixMs()).isEqualTo(first + 3200);
        assertThat(outcome.window().skewMs()).isEqualTo(200);
        assertThat(outcome.window().overlapShare()).isEqualTo(1);
        assertThat(outcome.window().clockUncertaintyMs()).isEqualTo(2);
        assertThat(outcome.overlaps()).isTrue();
        for (GuestResult guest : outcome.guests()) {
            assertThat(op(guest, "read").iops()).isCloseTo(350, within(350 * 0.01));
            assertThat(op(guest, "write").iops()).isCloseTo(150, within(150 * 0.01));
            assertThat(op(guest, "read").ios()).isEqualTo(354 + 351 + 348);
            assertThat(op(guest, "read").bytes()).isEqualTo((354 + 351 + 348) * 4096L);
            assertThat(op(guest, "read").seconds()).isCloseTo(3, within(0.01));
        }
    }

    @Test
    void guestsThatDidNotMeasureTogetherDoNotOverlap() {
        Outcome late =
                Measured.combine(
                        List.of(shifted("rate_iops", 1, 0), shifted("rate_iops", 2, 1500)),
                        Fixtures.workload("rate_iops"));
        assertThat(late.window().overlapShare()).isCloseTo(2.5 / 3, within(0.01));
        assertThat(late.overlaps()).isFalse();

        Outcome never =
                Measured.combine(
                        List.of(shifted("rate_iops", 1, 0), shifted("rate_iops", 2, 9000)),
                        Fixtures.workload("rate_iops"));
        assertThat(never.window().overlapShare()).isZero();
        assertThat(never.window().skewMs()).isEqualTo(9000);
        assertThat(op(never.guests().getFirst(), "read").ios()).isZero();
    }

    @Test
    void jobsOfAGuestAddUp() {
        Outcome outcome =
                Measured.combine(
                        List.of(Fixtures.guest("numjobs2", 1)), Fixtures.workload("numjobs2"));
        OpResult read = op(outcome.guests().getFirst(), "read");

        // Rows 1 to 3 of both jobs: the window ends 3 s after the first I/O.
        assertThat(read.ios()).isEqualTo(20870 + 15750 + 15327 + 20970 + 14530 + 15552);
        assertThat(read.iops() * read.seconds()).isCloseTo(read.ios(), within(1e-6));
        assertThat(requireNonNull(read.latency().get("lat")).count()).isEqualTo(70_458 + 70_007);
        assertThat(requireNonNull(read.latency().get("clat")).count()).isEqualTo(read.ios());
    }

    @Test
    void syncsAreThoseOfTheWholeMeasuredTime() {
        Outcome outcome =
                Measured.combine(
                        List.of(Fixtures.guest("fdatasync16", 1)),
                        Fixtures.workload("fdatasync16"));
        OpResult sync = op(outcome.guests().getFirst(), "sync");

        assertThat(sync.ios()).isEqualTo(408);
        assertThat(sync.seconds()).isEqualTo(4.001);
        LatencySummary latency = requireNonNull(sync.latency().get("sync"));
        assertThat(latency.count()).isEqualTo(408);
        assertThat(latency.at("90")).isNotNull();
        assertThat(latency.at("99")).as("only 4 samples beyond it").isNull();
    }

    @Test
    void bytesOfMixedSizesAreByTheirMean() {
        OpResult read =
                op(
                        Measured.combine(
                                        List.of(Fixtures.guest("bssplit", 1)),
                                        Fixtures.workload("bssplit"))
                                .guests()
                                .getFirst(),
                        "read");
        assertThat((double) read.bytes() / read.ios()).isCloseTo(4_931_584.0 / 487, within(0.01));
    }

    @Test
    void aVeryLowRateIsCountedOverTheTimeThatItsRowsReallySpan() {
        // 2730 B/s in blocks of 4096: an I/O each 1.5 s; fio logged rows of 2 and of 1.
        Outcome outcome =
                Measured.combine(List.of(Fixtures.guest("slow", 1)), Fixtures.workload("slow"));
        OpResult read = op(outcome.guests().getFirst(), "read");
        assertThat(read.ios()).isEqualTo(3);
        assertThat(read.seconds()).isCloseTo(3, within(0.01));
    }

    @Test
    void aStallUntilTheEndCountsAsTimeWithoutIo() {
        // 100 I/Os a second for one row, ten more, then nothing until fio's end at 4 s.
        GuestFiles files =
                synthetic(List.of(1000L), new long[] {100}, 110, 4000, "job_runtime\" : 4000");
        OpResult read =
                op(
                        Measured.combine(List.of(files), Fixtures.workload("randread"))
                                .guests()
                                .getFirst(),
                        "read");
        assertThat(read.ios()).isEqualTo(110);
        assertThat(read.seconds()).isEqualTo(3);
        assertThat(read.iops()).isCloseTo(110 / 3.0, within(1e-9));
    }

    @Test
    void theFirstIoIsWhereTheLeastDelayedRowSays() {
        // Rows are late by 300, 5 and 700 ms: the base is 5 ms before the second row's second.
        GuestFiles files =
                synthetic(
                        List.of(1300L, 2005L, 3700L),
                        new long[] {10, 10, 10},
                        30,
                        4000,
                        "job_runtime\" : 4000");
        Outcome outcome = Measured.combine(List.of(files), Fixtures.workload("randread"));
        assertThat(outcome.guests().getFirst().firstIoUnixMs()).isEqualTo(1_795_000_000_000.0 + 5);
    }

    @Test
    void theHistogramFilesHoldWhatTheSummariesSay() {
        Outcome outcome =
                Measured.combine(
                        List.of(Fixtures.guest("randrw70", 3), Fixtures.guest("randrw70", 1)),
                        Fixtures.workload("randrw70"));
        assertThat(outcome.guests()).extracting(GuestResult::guest).containsExactly(1, 3);
        for (GuestResult guest : outcome.guests()) {
            Map<String, List<IntervalHistogram>> files =
                    requireNonNull(outcome.histograms().get(guest.guest()));
            assertThat(files).containsOnlyKeys("clat.hlog", "lat.hlog");
            List<IntervalHistogram> clat =
                    HistogramFiles.parse(
                            HistogramFiles.text(requireNonNull(files.get(Measured.CLAT_FILE))));
            for (String op : List.of("read", "write")) {
                String tag = guest.guest() + ":" + op;
                List<Histogram> own =
                        clat.stream()
                                .filter(i -> i.tag().equals(tag))
                                .map(IntervalHistogram::histogram)
                                .toList();
                LatencySummary summary = requireNonNull(op(guest, op).latency().get("clat"));
                assertThat(LatencySummary.of(Histograms.merge(own)).percentileNs())
                        .isEqualTo(summary.percentileNs());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"randread", "randrw70", "numjobs2", "rate_iops", "null"})
    void theOrderOfGuestsDoesNotMatter(String fixture) {
        List<GuestFiles> guests = new ArrayList<>();
        for (int guest = 1; guest <= 4; guest++) {
            guests.add(shifted(fixture, guest, guest * 17L));
        }
        Outcome outcome = Measured.combine(guests, Fixtures.workload(fixture));
        assertThat(Measured.combine(guests.reversed(), Fixtures.workload(fixture)))
                .isEqualTo(outcome);
    }

    @Test
    void ioErrorsNameTheGuestAndFiosErrno() {
        assertRefused(edited("\"error\" : 0", "\"error\" : 5"), "guest 7", "errno 5");
        assertRefused(
                edited("\"error\" : 0,", "\"error\" : 0, \"total_err\" : 3,"), "guest 7", "3 in");
    }

    @Test
    void aJobThatEndedEarlyDoesNotCount() {
        assertRefused(
                edited("\"job_runtime\" : 4026", "\"job_runtime\" : 2026"),
                "guest 7",
                "2026 of 4000 ms");
    }

    @Test
    void aJobWithoutIoDoesNotCountThoughFioReportsNoError() {
        // What fio 3.33 says of a job that was killed, or whose exec_prerun failed.
        byte[] json =
                """
                fio: pid=27056, got signal=9
                {"jobs": [{"jobname": "x", "error": 0, "job_runtime": 0}]}
                """
                        .getBytes(StandardCharsets.UTF_8);
        assertRefused(
                new GuestFiles(7, 1, json, Map.of(), 0, 0), "guest 7", "got signal=9", "no I/O");
    }

    @Test
    void emptyCutAndForeignLogsDoNotCount() {
        GuestFiles good = Fixtures.guest("randread", 7);
        byte[] log = requireNonNull(good.histLogs().get("berth_clat_hist.1.log"));
        assertRefused(withLog(good, new byte[0]), "guest 7", "127946 I/Os completed");
        assertRefused(
                withLog(good, Arrays.copyOf(log, log.length - 500)),
                "guest 7",
                "berth_clat_hist.1.log:4");
        assertRefused(
                withLog(good, Fixtures.bytes("null", "berth_clat_hist.1.log")),
                "guest 7",
                "not of one run");
        assertRefused(
                new GuestFiles(7, 1, good.json(), Map.of("berth_clat_hist.2.log", log), 0, 0),
                "guest 7",
                "job 1 is missing");
    }

    @Test
    void anExitCodeIsExplained() {
        assertThat(FioException.ofExit(2, 127, "sh: fio: not found"))
                .hasMessageContaining("guest 2")
                .hasMessageContaining("install the package fio");
        assertThat(FioException.ofExit(2, 97, "gate: no start instant came in 120 s"))
                .hasMessageContaining("no start instant");
        assertThat(FioException.ofExit(2, 137, "")).hasMessageContaining("signal 9");
        assertThat(FioException.ofExit(2, 1, "fio: pid=0, err=22"))
                .hasMessageContaining("exit code 1: fio: pid=0, err=22");
    }

    private static void assertRefused(GuestFiles files, String... words) {
        assertThatThrownBy(() -> Measured.combine(List.of(files), Fixtures.workload("randread")))
                .isInstanceOf(FioException.class)
                .hasMessageContainingAll(words);
    }

    private static GuestFiles edited(String from, String to) {
        GuestFiles good = Fixtures.guest("randread", 7);
        String json = new String(good.json(), StandardCharsets.UTF_8);
        assertThat(json).contains(from);
        return new GuestFiles(
                7,
                1,
                json.replace(from, to).getBytes(StandardCharsets.UTF_8),
                good.histLogs(),
                0,
                0);
    }

    private static GuestFiles withLog(GuestFiles files, byte[] log) {
        return new GuestFiles(
                files.guest(), 1, files.json(), Map.of("berth_clat_hist.1.log", log), 0, 0);
    }

    /** One job's reads, all in the bin of 1000 ns: rows at these times, and a total. */
    private static GuestFiles synthetic(
            List<Long> rowsMs, long[] counts, long total, long runtimeMs, String jobRuntime) {
        StringBuilder log = new StringBuilder();
        int bin = Bins.of(1000);
        for (int row = 0; row < counts.length; row++) {
            log.append(1_795_000_000_000L + rowsMs.get(row)).append(", 0, 4096");
            for (int column = 0; column < Bins.COUNT; column++) {
                log.append(", ").append(column == bin ? counts[row] : 0);
            }
            log.append('\n');
        }
        String latencies =
                "{\"min\":1000,\"max\":1000,\"mean\":1000.0,\"N\":%d,\"bins\":{\"%d\":%d}}"
                        .formatted(total, Bins.midpointNs(bin), total);
        String json =
                """
                {"jobs":[{"jobname":"x","error":0,"%s,
                "read":{"total_ios":%d,"io_bytes":%d,"runtime":%d,"clat_ns":%s,"lat_ns":%s}}]}
                """
                        .formatted(
                                jobRuntime, total, total * 4096, runtimeMs, latencies, latencies);
        Map<String, byte[]> logs = new TreeMap<>();
        logs.put("berth_clat_hist.1.log", log.toString().getBytes(StandardCharsets.UTF_8));
        return new GuestFiles(1, 1, json.getBytes(StandardCharsets.UTF_8), logs, 0, 0);
    }
}

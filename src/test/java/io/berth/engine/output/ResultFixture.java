package io.berth.engine.output;

import io.berth.engine.job.Access;
import io.berth.engine.job.Amount;
import io.berth.engine.job.BlockSizes;
import io.berth.engine.job.Buffers;
import io.berth.engine.job.Distribution;
import io.berth.engine.job.Files;
import io.berth.engine.job.IoEngine;
import io.berth.engine.job.Job;
import io.berth.engine.job.Queue;
import io.berth.engine.job.Rate;
import io.berth.engine.job.Rw;
import io.berth.engine.job.Sync;
import io.berth.engine.job.Timing;
import io.berth.engine.job.Verify;
import io.berth.engine.result.Effective;
import io.berth.engine.result.IoError;
import io.berth.engine.result.JobResult;
import io.berth.engine.result.OpFigures;
import io.berth.engine.result.VerifyFigures;
import io.berth.latency.Histograms;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** Results as the engine gives them, with figures that tests can follow. */
final class ResultFixture {

    static final long START_NS = 1_795_178_650_250_000_000L;

    private ResultFixture() {}

    static RunFacts facts(boolean groupReporting) {
        return new RunFacts(
                "0.1.0",
                4711,
                Instant.parse("2026-11-20T12:44:21.500Z"),
                List.of("--name=oltp", "--rw=randrw"),
                Map.of(),
                List.of(),
                Printing.standard().groupReporting(groupReporting));
    }

    /**
     * Two clones with a rate of mixed 8k I/O with a flush after each 16th write, as a queue through
     * io_uring does it; and a reader of another group that stumbled.
     */
    static List<JobResult> mixed() {
        return List.of(clone(0), clone(1), failed());
    }

    private static JobResult clone(int number) {
        Job job =
                new Job(
                        "oltp",
                        number,
                        0,
                        0,
                        Files.existing(Path.of("data/a.img"), new Amount.Bytes(1L << 30)),
                        access(Rw.RANDRW, BlockSizes.of(8192)),
                        Queue.of(IoEngine.IO_URING, 8, true),
                        new Rate(
                                350,
                                150,
                                0,
                                0,
                                Rate.Process.POISSON,
                                Duration.ZERO,
                                Duration.ZERO,
                                1),
                        new Sync(0, 16, false, Sync.Open.NONE),
                        Timing.of(Duration.ofSeconds(2), Duration.ofSeconds(10)),
                        Verify.none(),
                        Buffers.scrambled(),
                        42 + number);
        return new JobResult(
                job,
                new Effective(
                        IoEngine.IO_URING,
                        true,
                        "none",
                        List.of("CQSIZE", "COOP_TASKRUN", "SINGLE_ISSUER", "DEFER_TASKRUN"),
                        false,
                        true,
                        false,
                        512,
                        "4 KiB pages",
                        List.of(
                                "plain buffers in place of fixed buffers: ENOMEM; raise the limit"
                                        + " of locked memory (ulimit -l)")),
                START_NS + number * 40_000L,
                9_998_400_000L,
                List.of(
                        op("read", 3500, 8192, 400_000, true, false),
                        op("write", 1500, 8192, 150_000, true, false),
                        op("sync", 93, 0, 900_000, false, true)),
                310_000_000L,
                1_240_000_000L,
                5_000,
                12,
                0,
                3,
                new long[] {4000, 700, 250, 50, 0, 0, 0},
                new long[] {0, 5000, 0, 0, 0, 0, 0},
                new long[] {0, 4985, 5, 0, 0, 0, 0},
                0,
                0,
                List.of(),
                null,
                null);
    }

    private static JobResult failed() {
        Job job =
                new Job(
                        "seq",
                        0,
                        1,
                        0,
                        Files.existing(Path.of("data/b:c.img"), new Amount.Percent(50)),
                        access(
                                Rw.READ,
                                new BlockSizes(
                                        List.of(
                                                new BlockSizes.Part(4096, 4096, 60),
                                                new BlockSizes.Part(65536, 65536, 40)))),
                        Queue.of(IoEngine.PSYNC, 1, false),
                        Rate.unlimited(),
                        Sync.none(),
                        Timing.of(Duration.ZERO, Duration.ofSeconds(10)),
                        new Verify(Verify.Checksum.CRC32C, true, true, true, 0),
                        Buffers.scrambled(),
                        7);
        return new JobResult(
                job,
                new Effective(
                        IoEngine.PSYNC,
                        false,
                        "none",
                        List.of(),
                        false,
                        false,
                        true,
                        0,
                        "transparent huge pages",
                        List.of()),
                START_NS,
                2_500_000_000L,
                List.of(op("read", 12_345, 28_672, 90, false, false)),
                1_100_000_000L,
                1_300_000_000L,
                3,
                250,
                1,
                0,
                new long[] {12_345},
                new long[] {0, 12_345},
                new long[] {0, 12_345},
                1,
                123_456,
                List.of(new IoError("read", "EIO", "Input/output error", 2, 8_192, "data/b:c.img")),
                new VerifyFigures(
                        12_345,
                        1,
                        List.of(
                                "data/b:c.img, offset 40960: crc32c 0badf00d expected, 8badf00d"
                                        + " found")),
                "verify_fatal: a block was bad");
    }

    private static Access access(Rw rw, BlockSizes sizes) {
        return new Access(rw, 70, sizes, sizes, 0, 1, 0, new Distribution.Random(), false);
    }

    /** Latencies from a tenth to ten times of one in the middle. */
    private static OpFigures op(
            String op, long ios, long blockBytes, long middleNs, boolean queued, boolean sync) {
        Histogram slat = Histograms.empty();
        Histogram clat = Histograms.empty();
        Histogram lat = Histograms.empty();
        Histogram response = Histograms.empty();
        for (long i = 0; i < ios; i++) {
            long clatNs = Math.round(middleNs * Math.pow(100, (i + 0.5) / ios) / 10);
            long slatNs = queued ? 2_000 + i % 3_000 : 0;
            if (queued) {
                slat.recordValue(slatNs);
                response.recordValue(clatNs + slatNs + (i % 100 == 0 ? 50_000_000 : 0));
            }
            clat.recordValue(clatNs);
            lat.recordValue(clatNs + slatNs);
        }
        return new OpFigures(
                op,
                ios,
                ios * blockBytes,
                op.equals("read") ? 1 : 0,
                slat,
                clat,
                lat,
                queued ? response : null,
                sync ? new long[0] : bySecond(ios));
    }

    /** Ten seconds, the even ones a little faster. */
    private static long[] bySecond(long ios) {
        long[] seconds = new long[10];
        Arrays.setAll(seconds, s -> ios / 10 + (s % 2 == 0 ? 5 : -5));
        return seconds;
    }

    /** The failed job, without failed I/O: a block alone was bad. */
    static JobResult badBlock() {
        return with(failed(), failed().ops(), failed().verify());
    }

    /** A reader whose completion latencies are these. */
    static JobResult reader(Histogram clat, @Nullable Histogram slat) {
        OpFigures read =
                new OpFigures(
                        "read",
                        clat.getTotalCount(),
                        clat.getTotalCount() * 8192,
                        0,
                        slat == null ? Histograms.empty() : slat,
                        clat,
                        clat,
                        null,
                        new long[0]);
        return with(clone(0), List.of(read), null);
    }

    private static JobResult with(
            JobResult like, List<OpFigures> ops, @Nullable VerifyFigures verify) {
        return new JobResult(
                like.job(),
                like.effective(),
                like.startUnixNs(),
                like.runtimeNs(),
                ops,
                like.userCpuNs(),
                like.systemCpuNs(),
                like.voluntarySwitches(),
                like.involuntarySwitches(),
                like.majorFaults(),
                like.minorFaults(),
                like.depthIos(),
                like.submitCalls(),
                like.completeCalls(),
                like.collections(),
                like.allocatedBytes(),
                List.of(),
                verify,
                null);
    }
}

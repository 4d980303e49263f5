package io.berth.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.berth.calibration.Calibration.State;
import io.berth.calibration.CalibrationFixture.Run;
import io.berth.calibration.RowVerdict.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class JudgeTest {

    private static final String ROW = "randread-4k-qd32";
    private static final Run FIO = Run.usual();

    private static RowVerdict judge(RowResult result) {
        return Judge.judge(CalibrationFixture.of(List.of(result))).rows().getFirst();
    }

    private static RowVerdict judge(Run berth) {
        return judge(CalibrationFixture.row(ROW, 7, FIO, berth));
    }

    private static Comparison of(RowVerdict verdict, Measure measure) {
        return Objects.requireNonNull(verdict.of(measure));
    }

    private static double median(Comparison comparison) {
        return Objects.requireNonNull(comparison.spread()).median();
    }

    @Test
    void sameRateForLessCpuIsConfirmed() {
        RowVerdict verdict = judge(FIO.cpu(4_000, 4_300));

        assertThat(verdict.outcome()).isEqualTo(Outcome.CONFIRMED);
        assertThat(verdict.says()).isEqualTo("same rate, less CPU, latency no longer");
        assertThat(verdict.reasons()).isEmpty();
        assertThat(median(of(verdict, Measure.CPU))).isEqualTo(0.8, within(1e-6));
        assertThat(of(verdict, Measure.IOPS).finding()).isEqualTo(Finding.SAME);
    }

    @Test
    void fioAgainstItselfIsTheSameInEveryMeasure() {
        RowVerdict verdict = judge(FIO);

        assertThat(verdict.comparisons())
                .hasSize(Measure.values().length)
                .allSatisfy(c -> assertThat(c.finding()).isEqualTo(Finding.SAME))
                .allSatisfy(c -> assertThat(median(c)).isEqualTo(1, within(0.01)));
    }

    @Test
    void underARateEachIsHeldAgainstWhatWasAskedFor() {
        String rated = "randread-4k-qd32-poisson60";
        RowVerdict kept = judge(CalibrationFixture.row(rated, 7, FIO, FIO.iops(47_000)));
        RowVerdict missed = judge(CalibrationFixture.row(rated, 7, FIO, FIO.iops(40_000)));

        assertThat(kept.says()).startsWith("rate kept, ");
        assertThat(kept.outcome()).isEqualTo(Outcome.CONFIRMED);
        assertThat(kept.reasons())
                .singleElement()
                .asString()
                .startsWith("47,000 I/Os per second were asked for: berth did 0.998 ×")
                .contains("fio 1.06", "different loads");
        assertThat(missed.says()).startsWith("rate missed, ");
        assertThat(missed.outcome()).isEqualTo(Outcome.NOT_CONFIRMED);
    }

    @Test
    void slowerIsNotConfirmed() {
        RowVerdict verdict = judge(FIO.iops(FIO.iops() * 0.9));

        assertThat(verdict.outcome()).isEqualTo(Outcome.NOT_CONFIRMED);
        assertThat(verdict.says()).startsWith("slower, ");
    }

    @Test
    void moreCpuIsNotConfirmed() {
        assertThat(judge(FIO.cpu(6_000, 6_200)).outcome()).isEqualTo(Outcome.NOT_CONFIRMED);
        assertThat(judge(FIO.cpu(6_000, 6_200)).says()).contains("more CPU");
    }

    @Test
    void longerLatencyAtTheSameRateIsNotConfirmed() {
        RowVerdict verdict = judge(FIO.p50(FIO.p50Ns() * 1.3));

        assertThat(verdict.outcome()).isEqualTo(Outcome.NOT_CONFIRMED);
        assertThat(verdict.says()).contains("longer p50, p99, p99.9");
    }

    @Test
    void fasterIsConfirmedAndExplained() {
        Certificate certificate =
                Judge.judge(
                        CalibrationFixture.of(
                                List.of(CalibrationFixture.row(ROW, 7, FIO, FIO.times(1.2)))));

        assertThat(certificate.rows().getFirst().says()).startsWith("faster, ");
        assertThat(certificate.outcome()).isEqualTo(Outcome.CONFIRMED);
        assertThat(certificate.explanations())
                .singleElement()
                .asString()
                .contains(ROW, "No engine is faster than the device");
    }

    @Test
    void sixPairsAreTooFewForAVerdictAndStillShowTheirRatios() {
        RowVerdict verdict = judge(CalibrationFixture.row(ROW, 6, FIO, FIO.times(1.2)));

        assertThat(verdict.outcome()).isEqualTo(Outcome.NO_VERDICT);
        assertThat(verdict.reasons()).containsExactly("6 valid pairs, 7 are needed for a verdict");
        assertThat(median(of(verdict, Measure.IOPS))).isEqualTo(1.2, within(0.01));
    }

    @Test
    void fioThatDiffersFromItselfByMoreThanIsJudgedLeavesNoVerdict() {
        RowVerdict verdict =
                judge(CalibrationFixture.row(ROW, 7, FIO, FIO, i -> i % 2 == 0 ? 0.05 : -0.05));

        assertThat(verdict.outcome()).isEqualTo(Outcome.NO_VERDICT);
        assertThat(of(verdict, Measure.IOPS).noise()).isEqualTo(0.105, within(0.001));
        assertThat(verdict.reasons())
                .contains(
                        "IOPS: fio differs from itself by 11 % from pair to pair, and 3 % is"
                                + " judged");
    }

    @Test
    void whatIsFoundOverAllNoiseIsFound() {
        RowVerdict verdict =
                judge(
                        CalibrationFixture.row(
                                ROW, 7, FIO, FIO.times(0.5), i -> i % 2 == 0 ? 0.05 : -0.05));

        assertThat(of(verdict, Measure.IOPS).finding()).isEqualTo(Finding.LOWER);
    }

    @Test
    void percentileWithoutEnoughSamplesIsNotJudgedAndDoesNotStandInTheWay() {
        RowVerdict verdict =
                judge(CalibrationFixture.row(ROW, 7, FIO.count(50_000), FIO.count(50_000)));

        assertThat(of(verdict, Measure.LAT_P999).finding()).isEqualTo(Finding.NONE);
        assertThat(verdict.outcome()).isEqualTo(Outcome.CONFIRMED);
        assertThat(verdict.reasons())
                .containsExactly("lat p99.9: fewer than 100 I/Os beyond it in a run");
    }

    @Test
    void failureOfEitherSideFailsTheRowAndKeepsItsPairs() {
        RowResult good = CalibrationFixture.row(ROW, 7, FIO, FIO);
        List<Pair> pairs = new ArrayList<>(good.pairs());
        SideResult failed = CalibrationFixture.failed(good.row(), 2, Side.FIO, "EIO");
        pairs.set(1, new Pair(2, Side.FIO, pairs.get(1).berth(), failed));

        RowVerdict verdict = judge(new RowResult(good.row(), null, pairs, null));

        assertThat(verdict.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(verdict.pairs()).isEqualTo(6);
        assertThat(verdict.reasons()).first().isEqualTo("pair 2, fio: EIO");
        assertThat(of(verdict, Measure.IOPS).ratios()).hasSize(6);
    }

    @Test
    void foreignLoadLeavesNoVerdict() {
        assertThat(judge(FIO.others(0.8)).outcome()).isEqualTo(Outcome.NO_VERDICT);
        assertThat(judge(FIO.others(0.8)).reasons())
                .containsExactly(
                        "other programs used 40 % of the host's CPUs meanwhile, at most 15 % is"
                                + " quiet");

        Calibration beside =
                CalibrationFixture.of(
                        State.COMPLETE,
                        List.of(CalibrationFixture.row(ROW, 7, FIO, FIO)),
                        List.of(),
                        List.of("the QEMU process 812"));
        assertThat(Judge.judge(beside).outcome()).isEqualTo(Outcome.NO_VERDICT);
    }

    @Test
    void workThatTheKernelDidNotSeeLeavesNoVerdict() {
        RowVerdict verdict = judge(FIO.device(0.4));

        assertThat(verdict.outcome()).isEqualTo(Outcome.NO_VERDICT);
        assertThat(verdict.reasons())
                .containsExactly("the kernel counted 0.40 × the bytes that berth says it moved");
        assertThat(verdict.fioWitness()).isEqualTo(1, within(1e-9));
    }

    @Test
    void cachedRowThatReadTheDiskLeavesNoVerdict() {
        String cached = "cached-randread-4k-qd32-batch32";
        Run none = FIO.device(0);

        assertThat(judge(CalibrationFixture.row(cached, 7, none, none)).outcome())
                .isEqualTo(Outcome.CONFIRMED);
        assertThat(judge(CalibrationFixture.row(cached, 7, none, FIO.device(0.3))).reasons())
                .containsExactly("the disk moved 30 % of what berth read from the page cache");
    }

    @Test
    void lessCpuThatTheKernelDoesNotConfirmIsNoVerdict() {
        RowVerdict verdict = judge(FIO.cpu(4_000, 6_500));

        assertThat(verdict.outcome()).isEqualTo(Outcome.NO_VERDICT);
        assertThat(verdict.reasons())
                .singleElement()
                .asString()
                .contains("not confirmed by the kernel's of the whole process, 1.25 × fio's");
    }

    @Test
    void rowsThatWereNotRunAreSaid() {
        Certificate certificate = Judge.judge(CalibrationFixture.mixed());

        assertThat(certificate.rows().stream().map(RowVerdict::outcome))
                .containsExactly(
                        Outcome.CONFIRMED,
                        Outcome.CONFIRMED,
                        Outcome.NOT_CONFIRMED,
                        Outcome.NO_VERDICT,
                        Outcome.NO_VERDICT,
                        Outcome.FAILED,
                        Outcome.MISSING);
        assertThat(certificate.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(certificate.headline())
                .contains("Failed in 1 of 7 rows: read-1m-qd4.", "Not run: 1 of 7 rows.");
        assertThat(Judge.judge(CalibrationFixture.empty(null)).outcome())
                .isEqualTo(Outcome.NO_VERDICT);
    }
}

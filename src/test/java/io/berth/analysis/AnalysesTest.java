package io.berth.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import io.berth.analysis.CaseFigures.Outcome;
import io.berth.analysis.Comparison.Contrast;
import io.berth.analysis.Comparison.Verdict;
import io.berth.plan.Objective;
import io.berth.results.CaseResult;
import io.berth.results.Json;
import io.berth.results.RunData;
import io.berth.results.RunDirectory;
import io.berth.results.RunFixture;
import io.berth.results.RunReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AnalysesTest {

    @TempDir Path results;

    private static Analysis analyse(RunDirectory run) {
        return Analyses.analyse(RunReader.read(run), null);
    }

    private static Contrast contrast(
            Analysis analysis, String a, String b, int guests, String op, String metric) {
        return analysis.comparisons().stream()
                .filter(c -> c.a().equals(a) && c.b().equals(b) && c.guests() == guests)
                .flatMap(c -> c.contrasts().stream())
                .filter(c -> c.op().equals(op) && c.metric().equals(metric))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void theSameRunGivesTheSameBytes() throws Exception {
        RunDirectory run = RunFixture.quickstart(results);
        RunData data = RunReader.read(run);
        AnalysisFiles.write(data, Analyses.analyse(data, null));
        List<byte[]> first = derived(run);
        RunData again = RunReader.read(run);
        AnalysisFiles.write(again, Analyses.analyse(again, null));
        assertThat(derived(run)).containsExactlyElementsOf(first);
        assertThat(Json.read(run.analysisFile(), Analysis.class))
                .isEqualTo(Analyses.analyse(again, null));
    }

    private static List<byte[]> derived(RunDirectory run) throws Exception {
        List<byte[]> bytes = new ArrayList<>();
        for (Path file :
                List.of(run.analysisFile(), run.summaryCsv(), run.longCsv(), run.checksums())) {
            bytes.add(Files.readAllBytes(file));
        }
        return bytes;
    }

    @Test
    void pairsDifferInExactlyOneFactor() {
        Analysis analysis = analyse(RunFixture.quickstart(results));
        // Per guest count a square of format × cache: four sides, no diagonals.
        assertThat(analysis.comparisons()).hasSize(3 * 4);
        assertThat(analysis.comparisons())
                .extracting(Comparison::factor)
                .containsOnly("disk.format", "disk.cache");
        assertThat(analysis.scaling()).hasSize(4).allMatch(l -> l.rungs().size() == 3);
    }

    @Test
    void oneBlockGivesMeasuredFiguresAndNoVerdict() {
        Analysis analysis = analyse(RunFixture.quickstart(results));
        Contrast iops = contrast(analysis, "none", "writeback", 2, "read", "iops");
        assertThat(iops.verdict()).isEqualTo(Verdict.NO_VERDICT);
        assertThat(iops.ratio()).isCloseTo(1.8, within(0.2));
        assertThat(iops.low()).isNull();
        assertThat(iops.reason())
                .contains("1 block was measured, 6 are needed")
                .contains("emulated CPU")
                .contains("the host's RAM");
        assertThat(analysis.answer())
                .extracting(Sentence::kind)
                .contains(Sentence.Kind.MEASURED, Sentence.Kind.CAVEAT, Sentence.Kind.FAILED)
                .doesNotContain(Sentence.Kind.VERDICT);
        assertThat(analysis.header().counts()).isEqualTo(new Header.Counts(12, 10, 1, 1, 0));
        assertThat(analysis.failures()).hasSize(2);
    }

    @Test
    void eightBlocksGiveVerdictsInTheRightDirection() {
        Analysis analysis = analyse(RunFixture.lab(results));
        // The offered rate is met by all, so rates are equal and latencies are not.
        assertThat(contrast(analysis, "none", "writeback", 2, "read", "iops").verdict())
                .isEqualTo(Verdict.EQUIVALENT);
        Contrast p99 = contrast(analysis, "none", "writeback", 2, "read", "clat_p99");
        assertThat(p99.verdict()).isEqualTo(Verdict.IMPROVED);
        assertThat(p99.ratio()).isCloseTo(0.55, within(0.02));
        assertThat(p99.low()).isLessThan(p99.ratio());
        assertThat(p99.confidence()).isEqualTo(0.9609375);
        assertThat(p99.sentence())
                .contains("cache=writeback gave 0.5")
                .contains(
                        "the read clat p99 of cache=none at 2 guests in 8 blocks: improved (96.1"
                                + " %");
        // 30 s × 600/s × 0.001 = 18 samples beyond: shown, not judged.
        Contrast tail = contrast(analysis, "none", "writeback", 1, "write", "clat_p99.9");
        assertThat(tail.verdict()).isEqualTo(Verdict.NO_VERDICT);
        assertThat(tail.validBlocks()).isZero();
        assertThat(tail.ratio()).isNotNull();
        assertThat(tail.reason()).contains("samples beyond p99.9");
    }

    /** The same words as {@link SignedRank}, but computed here block by block. */
    @Test
    void ratiosAreThoseOfTheBlocks() {
        RunData run = RunReader.read(RunFixture.lab(results));
        Analysis analysis = Analyses.analyse(run, null);
        Comparison comparison = analysis.comparisons().getFirst();
        for (Comparison.BlockRatio block :
                contrast(analysis, comparison.a(), comparison.b(), 1, "write", "clat_p99")
                        .blocks()) {
            assertThat(block.ratio())
                    .isEqualTo(
                            (double) p99(run, comparison.caseB(), block.block())
                                    / p99(run, comparison.caseA(), block.block()));
        }
    }

    private static long p99(RunData run, String caseId, int block) {
        CaseResult result = run.result(caseId, block).orElseThrow();
        return RunFixture.histogram(run, result, "clat", 1, "write").getValueAtPercentile(99);
    }

    @Test
    void objectivesAreJudgedOnTheWorstGuestOfTheWorstBlock() {
        RunDirectory run = RunFixture.lab(results);
        Analysis analysis = analyse(run);
        CaseFigures worst = analysis.cases().get(1);
        assertThat(worst.guests()).isEqualTo(2);
        assertThat(worst.objective())
                .extracting(CaseFigures.ObjectiveCheck::name, CaseFigures.ObjectiveCheck::outcome)
                .containsExactly(
                        tuple("read.p99", Outcome.MET),
                        tuple("write.p99", Outcome.MISSED),
                        tuple("achieved", Outcome.MET));
        double largest =
                worst.ops().stream()
                        .filter(op -> op.op().equals("write"))
                        .flatMap(op -> op.blocks().stream())
                        .flatMap(block -> block.guests().stream())
                        .mapToDouble(guest -> guest.clatNsP99() == null ? 0 : guest.clatNsP99())
                        .max()
                        .orElseThrow();
        assertThat(worst.objective().get(1).measuredValue()).isEqualTo(largest);
        Objective tail =
                new Objective(new TreeMap<>(Map.of("write.p99.9", Duration.ofSeconds(9))), null);
        assertThat(
                        Analyses.analyse(RunReader.read(run), tail)
                                .cases()
                                .getFirst()
                                .objective()
                                .getFirst())
                .satisfies(
                        check -> {
                            assertThat(check.outcome()).isEqualTo(Outcome.NOT_JUDGEABLE);
                            assertThat(check.reason()).contains("18.0 samples beyond write.p99.9");
                        });
    }

    @Test
    void whatWasAskedForStandsBesideWhatWasReadBack() {
        Analysis analysis = analyse(RunFixture.lab(results));
        assertThat(analysis.effective()).hasSize(3);
        EffectiveRow unsafe = analysis.effective().get(2);
        assertThat(unsafe.label()).isEqualTo("cache=unsafe");
        assertThat(unsafe.disks()).isEqualTo(8 * (1 + 2));
        assertThat(unsafe.settings())
                .filteredOn(s -> s.name().equals("cache.no-flush of protocol nodes"))
                .singleElement()
                .satisfies(
                        s -> {
                            assertThat(s.requested()).isEqualTo("on");
                            assertThat(s.effective()).isEqualTo("on");
                            assertThat(s.matches()).isTrue();
                        });
    }

    @Test
    void imagesCountOnceAndRamServedReadsAreShown() {
        Analysis analysis = analyse(RunFixture.quickstart(results));
        assertThat(analysis.images()).hasSize(2);
        // Four guests' images, shared by all cases of the format.
        assertThat(analysis.images().getFirst().createMs())
                .isEqualTo(new Spread(15, 13.5, 16.5, 4));
        CaseFigures.HostFigures host =
                analysis.cases().stream()
                        .filter(c -> c.label().equals("raw, cache=writeback, 2 guests"))
                        .findAny()
                        .orElseThrow()
                        .host();
        assertThat(host).isNotNull();
        assertThat(host == null ? null : host.ramServedShare()).isEqualTo(0.75);
    }

    @Test
    void aKilledRunSaysSoAndHowToGoOn() {
        Analysis analysis = analyse(RunFixture.killed(results));
        assertThat(analysis.header().state()).isEqualTo("interrupted");
        assertThat(analysis.header().endedAt()).isNull();
        assertThat(analysis.header().counts()).isEqualTo(new Header.Counts(4, 2, 0, 0, 2));
        assertThat(analysis.header().measuredSeconds()).isEqualTo(20);
        // The journal's first line, then two cases of 16 s each.
        assertThat(analysis.header().wallSeconds()).isEqualTo(32);
        assertThat(analysis.answer())
                .anySatisfy(s -> assertThat(s.text()).contains("--resume small-20260131T100000Z"));
        assertThat(analysis.notices()).extracting(n -> n.code()).contains("torn_journal");
    }

    @Test
    void curvesRiseAndEndWhereTenSamplesAreLeft() {
        for (Curve curve : analyse(RunFixture.small(results)).curves()) {
            List<Curve.Point> points = curve.points();
            for (int i = 1; i < points.size(); i++) {
                assertThat(points.get(i).ns()).isGreaterThanOrEqualTo(points.get(i - 1).ns());
            }
            double beyond = curve.count() / points.getLast().inverse();
            assertThat(beyond).isBetween(10 - 1e-6, 10 * Math.pow(10, 0.1));
        }
    }

    @Test
    void checksumsAreThoseThatSha256sumChecks() throws Exception {
        RunDirectory run = RunFixture.small(results);
        RunData data = RunReader.read(run);
        AnalysisFiles.write(data, Analyses.analyse(data, null));
        Process check =
                new ProcessBuilder("sha256sum", "-c", "--quiet", "derived/SHA256SUMS")
                        .directory(run.path().toFile())
                        .inheritIO()
                        .start();
        assertThat(check.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(check.exitValue()).isZero();
    }
}

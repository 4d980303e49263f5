package io.berth.analysis;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.berth.analysis.Comparison.Verdict;
import io.berth.results.Golden;
import io.berth.results.RunData;
import io.berth.results.RunDirectory;
import io.berth.results.RunFixture;
import io.berth.results.RunReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What operations cost: figures, comparisons, sentences and their tables. */
class OperationsTest {

    @TempDir Path results;

    private Analysis analyse(int blocks) {
        return Analyses.analyse(RunReader.read(RunFixture.operations(results, blocks)), null);
    }

    private static OperationComparison find(Analysis analysis, String a, String b) {
        return analysis.operationComparisons().stream()
                .filter(c -> c.a().equals(a) && c.b().equals(b))
                .findFirst()
                .orElseThrow();
    }

    private static OperationFigures figures(Analysis analysis, String label) {
        return analysis.operations().stream()
                .filter(o -> o.label().equals(label))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void eachOperationHasItsFiguresOverBlocks() {
        Analysis analysis = analyse(3);
        assertThat(analysis.header().counts().completed()).isEqualTo(16 * 3);
        assertThat(analysis.operations()).hasSize(16);
        OperationFigures convert = figures(analysis, "convert raw → qcow2, compressed");
        assertThat(convert.measuredBlocks()).isEqualTo(3);
        Spread wallMs = requireNonNull(convert.wallMs());
        assertThat(wallMs.median()).isBetween(8500.0, 10_500.0);
        assertThat(wallMs.n()).isEqualTo(3);
        Spread cpuMs = requireNonNull(convert.cpuMs());
        assertThat(cpuMs.median()).isEqualTo(wallMs.median() / 2, within(1e-6));
        assertThat(convert.moved()).isEqualTo("allocated");
        assertThat(figures(analysis, "copy-full, raw").moved()).isEqualTo("virtual");
        assertThat(figures(analysis, "check, qcow2").bytesPerSecond()).isNull();
    }

    @Test
    void belowSixBlocksFiguresHaveNoVerdict() {
        Analysis analysis = analyse(3);
        OperationComparison copies = find(analysis, "copy-sparse", "copy-full");
        assertThat(copies.wall().verdict()).isEqualTo(Verdict.NO_VERDICT);
        assertThat(copies.wall().reason()).isEqualTo("3 blocks were measured, 6 are needed");
        assertThat(analysis.answer())
                .noneMatch(s -> s.kind() == Sentence.Kind.VERDICT)
                .anyMatch(
                        s ->
                                s.kind() == Sentence.Kind.MEASURED
                                        && s.text().startsWith("copy-full took 1.3"))
                .anyMatch(
                        s ->
                                s.text()
                                        .equals(
                                                "No verdict on operations: 3 blocks were measured,"
                                                        + " 6 are needed."));
    }

    @Test
    void fromSixBlocksOnTheSameStatisticsJudge() {
        Analysis analysis = analyse(8);
        OperationComparison archive = find(analysis, "archive", "convert raw → qcow2, compressed");
        assertThat(archive.wall().verdict()).isEqualTo(Verdict.IMPROVED);
        assertThat(archive.wall().validBlocks()).isEqualTo(8);
        OperationComparison.SizeRatio size = requireNonNull(archive.size());
        assertThat(size.ratio()).isBetween(1.09, 1.10);
        assertThat(find(analysis, "copy-sparse", "copy-full").wall().verdict())
                .isEqualTo(Verdict.WORSE);
        assertThat(OperationSentences.sentence(archive))
                .contains(" against ", "and left 461 MiB against 422 MiB", "improved");
    }

    @Test
    void operationsThatDifferInTwoThingsAreNotCompared() {
        Analysis analysis = analyse(3);
        assertThat(analysis.operationComparisons())
                .noneMatch(c -> c.a().contains("create") || c.b().contains("create"))
                .noneMatch(c -> c.a().contains("cache=none") && c.b().contains("coroutines"))
                .filteredOn(c -> c.factor().equals("disk.preallocation"))
                .hasSize(6)
                .allSatisfy(c -> assertThat(c.operation()).isEqualTo("create"));
    }

    @Test
    void imagesThatOnlyOperationsMadeAreAmongTheImages() {
        Analysis analysis = analyse(3);
        assertThat(analysis.images())
                .extracting(ImageFigures::preallocation)
                .containsExactly("off", "metadata", "falloc", "full");
        assertThat(analysis.images().getFirst().createdAllocatedBytes().median())
                .isEqualTo(200_704);
        assertThat(analysis.images().getFirst().measuredCreateMs())
                .isNotNull()
                .satisfies(ms -> assertThat(ms.n()).isEqualTo(3));
    }

    @ParameterizedTest
    @ValueSource(strings = {"und", "de-DE", "tr-TR"})
    void formats(String locale) throws Exception {
        Golden.under(
                Locale.forLanguageTag(locale),
                () -> {
                    RunDirectory run = RunFixture.operations(results, 2);
                    RunData data = RunReader.read(run);
                    AnalysisFiles.write(data, Analyses.analyse(data, null));
                    Golden.check("run/operations.csv", Files.readString(run.operationsCsv()));
                    Golden.check("run/operations-long.csv", Files.readString(run.longCsv()));
                    String first = data.plan().operations().getFirst().id();
                    Golden.check(
                            "run/operation.json", Files.readString(run.operationFile(first, 1)));
                });
    }

    @Test
    void aRunWithoutOperationsHasNoTableOfThem() {
        RunDirectory run = RunFixture.small(results);
        RunData data = RunReader.read(run);
        AnalysisFiles.write(data, Analyses.analyse(data, null));
        assertThat(run.operationsCsv()).doesNotExist();
    }
}

package io.berth.analysis;

import io.berth.profile.Layer;
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

/** The public formats of a run, byte by byte, whatever the machine's locale. */
class GoldenTest {

    @TempDir Path results;

    @ParameterizedTest
    @ValueSource(strings = {"und", "de-DE", "tr-TR"})
    void formats(String locale) throws Exception {
        Golden.under(
                Locale.forLanguageTag(locale),
                () -> {
                    RunDirectory run = RunFixture.small(results);
                    RunData data = RunReader.read(run);
                    AnalysisFiles.write(data, Analyses.analyse(data, null));
                    check(run.planFile());
                    check(run.environmentFile());
                    check(run.journalFile());
                    String first = data.plan().cases().get(1).id();
                    check(run.caseFile(first, 1));
                    check(run.samplesFile(first, 1));
                    check(run.longCsv());
                    check(run.summaryCsv());
                    // The digest is of compressed histograms, whose bytes are zlib's affair.
                    Golden.check(
                            "run/analysis.json",
                            Files.readString(run.analysisFile())
                                    .replaceAll("(\"raw_digest\": )\"[0-9a-f]{64}\"", "$1\"…\""));
                });
    }

    @Test
    void theCaseOfTheHost() throws Exception {
        Golden.under(
                Locale.forLanguageTag("de-DE"),
                () -> {
                    RunDirectory run = RunFixture.layers(results, false);
                    String host =
                            RunReader.read(run).plan().cases().stream()
                                    .filter(c -> c.layer() == Layer.HOST)
                                    .findFirst()
                                    .orElseThrow()
                                    .id();
                    Golden.check("run/host-case.json", Files.readString(run.caseFile(host, 1)));
                });
    }

    private static void check(Path file) throws Exception {
        Golden.check("run/" + file.getFileName(), Files.readString(file));
    }
}

package io.berth.engine.output;

import io.berth.engine.result.JobResult;
import io.berth.results.Golden;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The engine's output, byte by byte, whatever the machine's locale. */
class GoldenOutputTest {

    @ParameterizedTest
    @ValueSource(strings = {"und", "de-DE", "tr-TR"})
    void formats(String locale) throws Exception {
        Golden.under(Locale.forLanguageTag(locale), GoldenOutputTest::check);
    }

    private static void check() throws Exception {
        List<JobResult> results = ResultFixture.mixed();
        RunFacts apart = ResultFixture.facts(false);
        RunFacts together = ResultFixture.facts(true);
        String opening =
                NormalOutput.opening(
                        results.stream().map(JobResult::job).toList(), apart.version());
        Golden.check("engine/normal.txt", opening + NormalOutput.text(results, apart));
        Golden.check("engine/normal-grouped.txt", NormalOutput.text(results, together));
        Golden.check("engine/output.json", JsonOutput.json(results, apart));
        Golden.check("engine/output-grouped.json+", JsonOutput.jsonPlus(results, together));
    }
}

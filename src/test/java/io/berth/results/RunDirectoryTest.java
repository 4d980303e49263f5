package io.berth.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunDirectoryTest {

    @TempDir Path results;

    @Test
    void idsSayTheProfileAndTheTimeInUtc() {
        assertThat(RunDirectory.newRunId("a b/c", Instant.parse("2026-12-31T23:59:59.9Z")))
                .isEqualTo("a-b-c-20261231T235959Z");
    }

    @Test
    void placesAreThoseOfTheDocumentedLayout() {
        RunDirectory run = new RunDirectory(Path.of("results/r"));
        assertThat(run.guestDirectory("raw-1a2b3c4d", 3, 12))
                .isEqualTo(Path.of("results/r/cases/raw-1a2b3c4d/b03/guest-12"));
        assertThat(run.caseFile("x", 1)).isEqualTo(Path.of("results/r/cases/x/b01/case.json"));
        assertThat(run.longCsv()).isEqualTo(Path.of("results/r/derived/long.csv"));
    }

    @Test
    void aRunIsMadeOnce() {
        RunDirectory.create(results, "one");
        assertThatThrownBy(() -> RunDirectory.create(results, "one"))
                .isInstanceOf(ResultsException.class)
                .hasMessageContaining("--resume one");
        assertThatThrownBy(() -> RunDirectory.create(results, "../one"))
                .hasMessageContaining("use letters");
    }

    @Test
    void opensByIdAndByPathAndNamesTheNearestOtherwise() {
        RunDirectory small = RunFixture.small(results);
        RunFixture.killed(results.resolve("elsewhere"));
        assertThat(RunDirectory.open(results, small.runId()).path()).isEqualTo(small.path());
        assertThat(RunDirectory.open(Path.of("none"), small.path().toString()).runId())
                .isEqualTo(small.runId());
        assertThatThrownBy(() -> RunDirectory.open(results, "smal-20260131T100001Z"))
                .isInstanceOf(ResultsException.class)
                .hasMessageContaining("did you mean 'small-20260131T100000Z'?");
        assertThatThrownBy(() -> RunDirectory.open(results.resolve("none"), "x"))
                .hasMessageContaining("there are no runs in");
        assertThatThrownBy(() -> RunDirectory.open(results, "elsewhere"))
                .hasMessageContaining("is no run, it has no plan.json")
                .hasMessageContaining(small.runId());
    }

    @Test
    void whatAKilledAttemptLeftIsKeptBeside() throws Exception {
        RunDirectory run = RunDirectory.create(results, "one");
        for (String attempt : new String[] {"first", "second", "third"}) {
            Files.writeString(run.newCaseDirectory("c", 1).resolve("raw"), attempt);
        }
        Path cases = run.path().resolve("cases/c");
        assertThat(cases.resolve("b01/raw")).hasContent("third");
        assertThat(cases.resolve("b01.attempt-1/raw")).hasContent("first");
        assertThat(cases.resolve("b01.attempt-2/raw")).hasContent("second");
    }
}

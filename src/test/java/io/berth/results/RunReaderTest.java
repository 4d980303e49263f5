package io.berth.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunReaderTest {

    @TempDir Path results;

    @Test
    void everyCaseAndBlockOnceInThePlansOrder() {
        RunData run = RunReader.read(RunFixture.lab(results));
        assertThat(run.state()).isEqualTo(RunData.State.COMPLETE);
        assertThat(run.pending()).isEmpty();
        assertThat(run.results()).hasSize(6 * 8);
        List<String> ids = run.plan().cases().stream().map(c -> c.id()).toList();
        for (int i = 0; i < run.results().size(); i++) {
            assertThat(run.results().get(i).caseId()).isEqualTo(ids.get(i / 8));
            assertThat(run.results().get(i).block()).isEqualTo(i % 8 + 1);
        }
    }

    @Test
    void aKilledRunIsInterruptedAndSaysWhatIsPending() {
        RunData run = RunReader.read(RunFixture.killed(results));
        assertThat(run.state()).isEqualTo(RunData.State.INTERRUPTED);
        assertThat(run.results()).hasSize(2);
        assertThat(run.pending()).hasSize(2);
        assertThat(run.torn()).isEqualTo("{\"at\":\"2026-01-31T10:01");
    }

    /** A failed case that a resumed run measures again has two lines in the journal. */
    @Test
    void theLastAttemptCountsAfterAResume() {
        RunDirectory directory = RunFixture.small(results);
        RunData before = RunReader.read(directory);
        CaseResult failed = before.results().getLast();
        assertThat(failed.status()).isEqualTo(Status.FAILED);
        Instant now = before.journal().getLast().at().plusSeconds(3600);
        CaseResult again =
                new FixtureCase(
                                directory,
                                before.plan(),
                                before.plan().find(failed.caseId()),
                                failed.block(),
                                now)
                        .write(Status.COMPLETED);
        try (Journal journal = new Journal(directory.journalFile())) {
            journal.append(entry(now, JournalEntry.Event.RUN_RESUMED, null, null, null));
            journal.append(
                    entry(
                            now.plusSeconds(20),
                            JournalEntry.Event.CASE_ENDED,
                            failed.caseId(),
                            1,
                            Status.COMPLETED));
            journal.append(
                    entry(now.plusSeconds(21), JournalEntry.Event.RUN_ENDED, null, null, null));
        }
        RunData after = RunReader.read(directory);
        assertThat(after.results()).hasSize(4).endsWith(again);
        assertThat(after.state()).isEqualTo(RunData.State.COMPLETE);
    }

    private static JournalEntry entry(
            Instant at,
            JournalEntry.Event event,
            @Nullable String id,
            @Nullable Integer block,
            @Nullable Status status) {
        return new JournalEntry(at, event, id, block, status, null);
    }

    @Test
    void aRunWithoutRunEndedButWithPendingCasesLeftByItselfIsIncomplete() throws Exception {
        RunDirectory directory = RunFixture.killed(results);
        try (Journal journal = new Journal(directory.journalFile())) {
            journal.append(
                    entry(
                            Instant.parse("2026-01-31T11:00:00Z"),
                            JournalEntry.Event.RUN_ENDED,
                            null,
                            null,
                            null));
        }
        RunData run = RunReader.read(directory);
        assertThat(run.state()).isEqualTo(RunData.State.INCOMPLETE);
        assertThat(run.torn()).isNull();
    }

    @Test
    void aMissingCaseFileAndAForeignJournalAreNamed() throws Exception {
        RunDirectory directory = RunFixture.small(results);
        CaseResult first = RunReader.read(directory).results().getFirst();
        Path file = directory.caseFile(first.caseId(), 1);
        Path kept = file.resolveSibling("kept");
        Files.move(file, kept);
        assertThatThrownBy(() -> RunReader.read(directory))
                .isInstanceOf(ResultsException.class)
                .hasMessageContaining(file + ": cannot be read: there is no such file");
        Files.writeString(file, Files.readString(kept).replace("\"completed\"", "\"skipped\""));
        assertThatThrownBy(() -> RunReader.read(directory))
                .hasMessageContaining("skipped; the journal has " + first.caseId());
        Files.writeString(
                directory.journalFile(),
                Files.readString(directory.journalFile()).replace(first.caseId(), "raw-00000000"));
        assertThatThrownBy(() -> RunReader.read(directory))
                .hasMessageContaining("'raw-00000000' in block 1 is not in plan.json");
    }

    @Test
    void histogramsHoldWhatCaseJsonCounts() {
        RunData run = RunReader.read(RunFixture.lab(results));
        CaseResult result = run.results().getLast();
        var kinds = run.histograms(result);
        assertThat(kinds).containsOnlyKeys("clat", "lat", "sync");
        Histogram reads = RunFixture.histogram(run, result, "clat", 2, "read");
        assertThat(reads.getTotalCount()).isEqualTo(42_000);
        assertThat(RunFixture.histogram(run, result, "sync", 1, "sync").getTotalCount())
                .isEqualTo(1125);
    }

    @Test
    void aDamagedOrMissingHistogramFileIsNamed() throws Exception {
        RunDirectory directory = RunFixture.small(results);
        RunData run = RunReader.read(directory);
        CaseResult result = run.results().getFirst();
        Path file = directory.guestDirectory(result.caseId(), 1, 1).resolve("clat.hlog");
        String text = Files.readString(file);
        long ios = result.guests().getFirst().ops().getFirst().ios();
        Files.writeString(file, text.substring(0, text.length() - 40) + "\n");
        assertThatThrownBy(() -> run.histograms(result))
                .isInstanceOf(ResultsException.class)
                .hasMessageContaining(file.toString());
        Files.writeString(file, text + text.lines().toList().getLast() + "\n");
        assertThatThrownBy(() -> run.histograms(result))
                .hasMessageContaining(
                        "holds " + 2 * ios + " samples of read, but case.json counts " + ios);
        Files.writeString(file, text.replace("Tag=1:", "Tag=7:"));
        assertThatThrownBy(() -> run.histograms(result))
                .hasMessageContaining("holds the tag '7:read'");
        Files.writeString(file, text + "not,a,line\n");
        assertThatThrownBy(() -> run.histograms(result)).hasMessageContaining(file.toString());
        Files.delete(file);
        assertThatThrownBy(() -> run.histograms(result))
                .hasMessageContaining(file + ": cannot be read");
    }
}

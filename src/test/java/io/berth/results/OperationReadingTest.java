package io.berth.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.plan.Block;
import io.berth.plan.Case;
import io.berth.plan.GuestConfig;
import io.berth.plan.OperationCase;
import io.berth.plan.OperationConfig;
import io.berth.plan.Plan;
import io.berth.profile.OperationKind;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs with operations, as they are read back. */
class OperationReadingTest {

    private static final Instant AT = Instant.parse("2026-01-31T10:00:00Z");

    @TempDir Path results;

    /** The small plan's first case in two blocks, with a check and a copy of its disk. */
    private static Plan plan() {
        Plan small = RunFixture.smallPlan();
        Case first = small.cases().getFirst();
        List<String> ids = List.of("check-1", first.id(), "copy-1");
        return new Plan(
                Plan.SCHEMA_VERSION,
                small.profile(),
                small.purpose(),
                small.profileFile(),
                small.profileText(),
                List.of(first),
                List.of(
                        operation("check-1", OperationKind.CHECK, first),
                        operation("copy-1", OperationKind.COPY_FULL, first)),
                List.of(new Block(1, ids), new Block(2, ids)),
                List.of(),
                small.measure(),
                null,
                small.estimate(),
                List.of());
    }

    private static OperationCase operation(String id, OperationKind kind, Case like) {
        return new OperationCase(
                id,
                new OperationConfig(kind, null, false, null, false, null, null),
                like.storage(),
                like.disk(),
                GuestConfig.NONE,
                new TreeMap<>());
    }

    static OperationResult result(String id, int block, Status status, @Nullable String reason) {
        return new OperationResult(
                OperationResult.SCHEMA_VERSION,
                id,
                block,
                status,
                reason,
                AT,
                1234,
                List.of(List.of("qemu-img", "check", "a b")),
                12.5,
                5.0,
                1.0,
                2.25,
                null,
                4096L,
                new OperationResult.Extent(
                        1L << 20,
                        200_000,
                        198_000,
                        List.of(new ImageFile("active", "/a b", 200_000, 198_000))),
                null,
                List.of(new Notice("short_operation", "It took 12.5 ms.")));
    }

    private RunDirectory write(OperationResult... ended) {
        RunDirectory run = RunDirectory.create(results, "r1");
        Json.write(run.planFile(), plan());
        try (Journal journal = new Journal(run.journalFile())) {
            for (OperationResult result : ended) {
                Json.write(run.operationFile(result.caseId(), result.block()), result);
                journal.append(
                        new JournalEntry(
                                AT,
                                JournalEntry.Event.CASE_ENDED,
                                result.caseId(),
                                result.block(),
                                result.status(),
                                result.reason()));
            }
        }
        return run;
    }

    @Test
    void areReadInThePlansOrderAndTheRestIsPending() {
        OperationResult copy = result("copy-1", 1, Status.COMPLETED, null);
        OperationResult later = result("check-1", 2, Status.FAILED, "no space; free some");
        OperationResult check = result("check-1", 1, Status.COMPLETED, null);

        RunData run = RunReader.read(write(copy, later, check));

        assertThat(run.operations()).containsExactly(check, later, copy);
        assertThat(run.operation("check-1", 2)).contains(later);
        assertThat(run.operation("copy-1", 2)).isEmpty();
        assertThat(run.failed()).isEqualTo(1);
        String first = run.plan().cases().getFirst().id();
        assertThat(run.pending())
                .containsExactly(
                        new RunData.CaseBlock(first, 1),
                        new RunData.CaseBlock(first, 2),
                        new RunData.CaseBlock("copy-1", 2));
        assertThat(run.plan().operation("copy-1")).isPresent();
        assertThat(run.plan().operation(first)).isEmpty();
    }

    @Test
    void aResultThatTheJournalDoesNotKnowSoIsRefused() {
        RunDirectory run = write(result("check-1", 1, Status.COMPLETED, null));
        try (Journal journal = new Journal(run.journalFile())) {
            journal.append(
                    new JournalEntry(
                            AT,
                            JournalEntry.Event.CASE_ENDED,
                            "check-1",
                            1,
                            Status.FAILED,
                            "later"));
        }

        assertThatThrownBy(() -> RunReader.read(run))
                .isInstanceOf(ResultsException.class)
                .hasMessageContaining("operation.json")
                .hasMessageContaining("completed; the journal has check-1 in block 1, failed");
    }

    @Test
    void aMissingFileIsNamed() {
        RunDirectory run = write();
        try (Journal journal = new Journal(run.journalFile())) {
            journal.append(
                    new JournalEntry(
                            AT,
                            JournalEntry.Event.CASE_ENDED,
                            "copy-1",
                            2,
                            Status.COMPLETED,
                            null));
        }

        assertThatThrownBy(() -> RunReader.read(run))
                .hasMessageContaining("copy-1/b02/operation.json: cannot be read");
    }
}

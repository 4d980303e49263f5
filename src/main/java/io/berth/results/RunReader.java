package io.berth.results;

import io.berth.plan.Block;
import io.berth.plan.Case;
import io.berth.plan.OperationCase;
import io.berth.plan.Plan;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Reads a run directory. */
public final class RunReader {

    private RunReader() {}

    /**
     * Reads everything but the histograms. Of a case that ran several times in a block, because the
     * run was resumed, the last attempt counts.
     *
     * @throws ResultsException naming the file, if one is missing, damaged or of another version
     */
    public static RunData read(RunDirectory directory) {
        Plan plan = Json.readVersion(directory.planFile(), Plan.class, Plan.SCHEMA_VERSION);
        Journal.Contents journal = Journal.contents(directory.journalFile());
        Map<RunData.CaseBlock, JournalEntry> ended = lastEnds(directory, plan, journal.entries());
        List<CaseResult> results = new ArrayList<>();
        List<OperationResult> operations = new ArrayList<>();
        List<RunData.CaseBlock> pending = new ArrayList<>();
        for (Case planned : plan.cases()) {
            each(
                    plan,
                    planned.id(),
                    ended,
                    pending,
                    (which, end) -> results.add(result(directory, which, end)));
        }
        for (OperationCase planned : plan.operations()) {
            each(
                    plan,
                    planned.id(),
                    ended,
                    pending,
                    (which, end) -> operations.add(operation(directory, which, end)));
        }
        return new RunData(
                directory,
                plan,
                environment(directory),
                journal.entries(),
                List.copyOf(results),
                List.copyOf(operations),
                List.copyOf(pending),
                state(journal.entries(), pending),
                journal.torn());
    }

    /** The blocks of a case or an operation: those that have ended, and those that have not. */
    private static void each(
            Plan plan,
            String id,
            Map<RunData.CaseBlock, JournalEntry> ended,
            List<RunData.CaseBlock> pending,
            BiConsumer<RunData.CaseBlock, JournalEntry> found) {
        for (Block block : plan.blocks()) {
            if (!block.caseIds().contains(id)) {
                continue;
            }
            RunData.CaseBlock which = new RunData.CaseBlock(id, block.number());
            JournalEntry end = ended.get(which);
            if (end == null) {
                pending.add(which);
            } else {
                found.accept(which, end);
            }
        }
    }

    private static Map<RunData.CaseBlock, JournalEntry> lastEnds(
            RunDirectory directory, Plan plan, List<JournalEntry> journal) {
        Set<RunData.CaseBlock> planned = new HashSet<>();
        for (Block block : plan.blocks()) {
            for (String id : block.caseIds()) {
                planned.add(new RunData.CaseBlock(id, block.number()));
            }
        }
        Map<RunData.CaseBlock, JournalEntry> ended = new HashMap<>();
        for (JournalEntry entry : journal) {
            if (entry.caseId() == null || entry.block() == null) {
                continue;
            }
            RunData.CaseBlock which = new RunData.CaseBlock(entry.caseId(), entry.block());
            if (!planned.contains(which)) {
                throw new ResultsException(
                        directory.journalFile()
                                + ": case '"
                                + which.caseId()
                                + "' in block "
                                + which.block()
                                + " is not in plan.json; the two are of different runs");
            }
            ended.put(which, entry);
        }
        return ended;
    }

    private static CaseResult result(
            RunDirectory directory, RunData.CaseBlock which, JournalEntry end) {
        Path file = directory.caseFile(which.caseId(), which.block());
        CaseResult result = Json.readVersion(file, CaseResult.class, CaseResult.SCHEMA_VERSION);
        requireSame(file, result.caseId(), result.block(), result.status(), which, end);
        return result;
    }

    private static OperationResult operation(
            RunDirectory directory, RunData.CaseBlock which, JournalEntry end) {
        Path file = directory.operationFile(which.caseId(), which.block());
        OperationResult result =
                Json.readVersion(file, OperationResult.class, OperationResult.SCHEMA_VERSION);
        requireSame(file, result.caseId(), result.block(), result.status(), which, end);
        return result;
    }

    private static void requireSame(
            Path file,
            String caseId,
            int block,
            Status status,
            RunData.CaseBlock which,
            JournalEntry end) {
        if (caseId.equals(which.caseId()) && block == which.block() && status == end.status()) {
            return;
        }
        throw new ResultsException(
                file
                        + ": is "
                        + caseId
                        + " in block "
                        + block
                        + ", "
                        + status.word()
                        + "; the journal has "
                        + which.caseId()
                        + " in block "
                        + which.block()
                        + ", "
                        + (end.status() == null ? "no status" : end.status().word()));
    }

    private static @Nullable Environment environment(RunDirectory directory) {
        Path file = directory.environmentFile();
        return Files.exists(file)
                ? Json.readVersion(file, Environment.class, Environment.SCHEMA_VERSION)
                : null;
    }

    private static RunData.State state(
            List<JournalEntry> journal, List<RunData.CaseBlock> pending) {
        boolean ended =
                !journal.isEmpty() && journal.getLast().event() == JournalEntry.Event.RUN_ENDED;
        if (!ended) {
            return RunData.State.INTERRUPTED;
        }
        return pending.isEmpty() ? RunData.State.COMPLETE : RunData.State.INCOMPLETE;
    }
}

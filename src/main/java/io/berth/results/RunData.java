package io.berth.results;

import io.berth.plan.Plan;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * What a run directory holds. Histograms are large and are read when asked for.
 *
 * @param environment null if the run ended before it was collected
 * @param results in the plan's order of cases, then by block; each case and block once
 * @param operations what the plan's operations cost, in the plan's order, then by block
 * @param pending cases, then operations, that are planned but have no result, in the same order
 * @param torn the part of a journal line that a crash left; null if there is none
 */
public record RunData(
        RunDirectory directory,
        Plan plan,
        @Nullable Environment environment,
        List<JournalEntry> journal,
        List<CaseResult> results,
        List<OperationResult> operations,
        List<CaseBlock> pending,
        State state,
        @Nullable String torn) {

    /** One case, or one operation, in one block. */
    public record CaseBlock(String caseId, int block) {}

    /** How far a run came. */
    public enum State {
        /** Everything that was planned has ended, whatever its status. */
        COMPLETE,
        /** It was interrupted, or killed: its journal does not end with run_ended. */
        INTERRUPTED,
        /** It ended by itself with planned cases left. */
        INCOMPLETE
    }

    /** The result of a case in a block, if it has one. */
    public Optional<CaseResult> result(String caseId, int block) {
        return results.stream()
                .filter(r -> r.caseId().equals(caseId) && r.block() == block)
                .findAny();
    }

    /** The result of an operation in a block, if it has one. */
    public Optional<OperationResult> operation(String id, int block) {
        return operations.stream()
                .filter(r -> r.caseId().equals(id) && r.block() == block)
                .findAny();
    }

    /** How many cases and operations ended failed or skipped, block by block. */
    public long failed() {
        return Stream.concat(
                        results.stream().map(CaseResult::status),
                        operations.stream().map(OperationResult::status))
                .filter(status -> status != Status.COMPLETED)
                .count();
    }

    /**
     * The latencies of a case in a block, in nanoseconds, by kind (clat, lat, sync), guest and
     * operation; empty if it wrote none.
     *
     * @throws ResultsException if a histogram file cannot be read, or does not hold the samples
     *     that case.json counts
     */
    public SortedMap<String, SortedMap<Integer, SortedMap<String, Histogram>>> histograms(
            CaseResult result) {
        return HistogramReader.read(directory, result);
    }

    /**
     * A guest's or twin's job file, whole, if the case wrote one.
     *
     * @throws ResultsException if it cannot be read
     */
    public Optional<String> jobFile(String caseId, int block, int guest) {
        Path twin = directory.twinDirectory(caseId, block, guest);
        Path of = Files.isDirectory(twin) ? twin : directory.guestDirectory(caseId, block, guest);
        Path file = of.resolve("job.fio");
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(Files.readString(file, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new ResultsException(file + ": cannot be read: " + Disk.reason(e), e);
        }
    }

    /** Every raw file with its SHA-256, by path. */
    public List<RawFile> rawFiles() {
        return RawFile.list(directory);
    }
}

package io.berth.analysis;

import io.berth.analysis.OperationFigures.BlockOperation;
import io.berth.analysis.OperationFigures.Size;
import io.berth.plan.Block;
import io.berth.plan.OperationCase;
import io.berth.profile.Preallocation;
import io.berth.results.Notice;
import io.berth.results.OperationResult;
import io.berth.results.OperationResult.Extent;
import io.berth.results.RunData;
import io.berth.results.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The figures of every planned operation. */
final class Operations {

    private final RunData run;
    private final OperationLabels labels;

    private Operations(RunData run) {
        this.run = run;
        this.labels = new OperationLabels(run.plan());
    }

    /** In the plan's order. */
    static List<OperationFigures> of(RunData run) {
        Operations operations = new Operations(run);
        return run.plan().operations().stream().map(operations::figures).toList();
    }

    private OperationFigures figures(OperationCase planned) {
        List<OperationResult> results =
                run.operations().stream().filter(r -> r.caseId().equals(planned.id())).toList();
        List<OperationResult> completed =
                results.stream().filter(r -> r.status() == Status.COMPLETED).toList();
        Moved moved = moved(planned);
        return new OperationFigures(
                planned.id(),
                labels.label(planned),
                planned.operation().kind().word(),
                OperationLabels.said(planned),
                labels.disk(planned, Set.of()),
                planned.factors(),
                blocks(planned),
                completed.size(),
                spread(completed, OperationResult::wallMs),
                spread(completed, Operations::cpuMs),
                spread(completed, OperationResult::syncMs),
                spread(completed, OperationResult::deviceReadBytes),
                spread(completed, OperationResult::deviceWriteBytes),
                size(completed, OperationResult::before),
                size(completed, OperationResult::after),
                moved == Moved.NONE ? null : moved.word,
                spread(completed, r -> bytesPerSecond(moved, r)),
                results.stream().flatMap(r -> r.notices().stream()).distinct().toList(),
                completed.isEmpty()
                        ? List.of()
                        : completed.getFirst().commands().stream()
                                .map(ExactCommandLines::quoted)
                                .toList());
    }

    /** What an operation's throughput counts. */
    private enum Moved {
        /** The whole disk: every byte of it is written. */
        VIRTUAL("virtual"),
        /** What the image holds: the rest is skipped. */
        ALLOCATED("allocated"),
        NONE("");

        private final String word;

        Moved(String word) {
            this.word = word;
        }
    }

    private static Moved moved(OperationCase planned) {
        return switch (planned.operation().kind()) {
            case COPY_FULL -> Moved.VIRTUAL;
            case CONVERT, COPY_SPARSE, ARCHIVE -> Moved.ALLOCATED;
            case CREATE ->
                    planned.disk().preallocation() == Preallocation.FULL
                            ? Moved.VIRTUAL
                            : Moved.NONE;
            case RESIZE,
                    SNAPSHOT_CREATE,
                    SNAPSHOT_APPLY,
                    SNAPSHOT_DELETE,
                    COMMIT,
                    CHECK,
                    SAVE,
                    RESTORE,
                    CHECKPOINT ->
                    Moved.NONE;
        };
    }

    private static @Nullable Double bytesPerSecond(Moved moved, OperationResult result) {
        Extent extent = result.before() == null ? result.after() : result.before();
        Double wallMs = result.wallMs();
        if (extent == null || wallMs == null) {
            return null;
        }
        Long bytes =
                switch (moved) {
                    case VIRTUAL -> extent.virtualBytes();
                    case ALLOCATED -> (Long) extent.allocatedBytes();
                    case NONE -> null;
                };
        Double syncMs = result.syncMs();
        double ms = wallMs + (syncMs == null ? 0 : syncMs);
        return bytes == null || ms <= 0 ? null : bytes / ms * 1000;
    }

    private List<BlockOperation> blocks(OperationCase planned) {
        List<BlockOperation> blocks = new ArrayList<>();
        for (Block block : run.plan().blocks()) {
            if (block.caseIds().contains(planned.id())) {
                blocks.add(
                        run.operation(planned.id(), block.number())
                                .map(Operations::block)
                                .orElseGet(
                                        () ->
                                                new BlockOperation(
                                                        block.number(),
                                                        "pending",
                                                        Analyses.PENDING,
                                                        null,
                                                        null,
                                                        null,
                                                        null,
                                                        null)));
            }
        }
        return List.copyOf(blocks);
    }

    private static BlockOperation block(OperationResult result) {
        Extent after = result.after();
        return new BlockOperation(
                result.block(),
                result.status().word(),
                result.reason(),
                result.wallMs(),
                cpuMs(result),
                result.syncMs(),
                result.deviceWriteBytes(),
                after == null ? null : (Long) after.allocatedBytes());
    }

    private static @Nullable Double cpuMs(OperationResult result) {
        Double userMs = result.userMs();
        Double systemMs = result.systemMs();
        return userMs == null || systemMs == null ? null : (Double) (userMs + systemMs);
    }

    private static @Nullable Size size(
            List<OperationResult> completed, Function<OperationResult, @Nullable Extent> which) {
        List<Extent> extents = new ArrayList<>();
        for (OperationResult result : completed) {
            Extent extent = which.apply(result);
            if (extent != null) {
                extents.add(extent);
            }
        }
        if (extents.isEmpty()) {
            return null;
        }
        return new Size(
                spread(extents, Extent::virtualBytes),
                Spread.of(extents.stream().map(Extent::apparentBytes).toList()).orElseThrow(),
                Spread.of(extents.stream().map(Extent::allocatedBytes).toList()).orElseThrow());
    }

    private static <T> @Nullable Spread spread(
            List<T> items, Function<T, @Nullable ? extends Number> value) {
        List<Number> found = new ArrayList<>();
        for (T item : items) {
            Number one = value.apply(item);
            if (one != null) {
                found.add(one);
            }
        }
        return Spread.of(found).orElse(null);
    }

    /** Whether any of its blocks has a notice of this code. */
    static boolean noticed(OperationFigures figures, String code) {
        return figures.notices().stream().map(Notice::code).anyMatch(code::equals);
    }
}

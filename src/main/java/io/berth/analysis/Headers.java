package io.berth.analysis;

import io.berth.plan.Case;
import io.berth.plan.Objective;
import io.berth.plan.Plan;
import io.berth.results.CaseResult;
import io.berth.results.Environment;
import io.berth.results.JournalEntry;
import io.berth.results.JournalEntry.Event;
import io.berth.results.OperationResult;
import io.berth.results.ResultsException;
import io.berth.results.RunData;
import io.berth.results.Status;
import io.berth.results.Window;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The run at a glance. */
final class Headers {

    private Headers() {}

    static Header of(RunData run, @Nullable Objective objective) {
        Plan plan = run.plan();
        Environment environment = run.environment();
        Environment.Hypervisor hypervisor = environment == null ? null : environment.hypervisor();
        List<JournalEntry> journal = run.journal();
        double measured = measuredSeconds(run);
        double wall = wallSeconds(journal);
        return new Header(
                run.directory().runId(),
                plan.profile(),
                plan.purpose(),
                startedAt(run),
                endedAt(journal),
                run.state().name().toLowerCase(Locale.ROOT),
                environment == null ? "unknown" : environment.host(),
                environment == null ? "unknown" : environment.berthVersion(),
                hypervisor == null ? null : hypervisor.accelerator(),
                hypervisor == null ? null : hypervisor.reason(),
                emulated(run),
                plan.blocks().size(),
                plan.cases().stream().map(Case::layer).distinct().map(l -> l.word()).toList(),
                counts(run),
                measured,
                wall,
                wall > 0 ? measured / wall : null,
                Objectives.words(objective));
    }

    private static Instant startedAt(RunData run) {
        if (run.journal().isEmpty()) {
            throw new ResultsException(
                    run.directory().journalFile()
                            + ": is empty, the run ended before it began; './berth run --resume "
                            + run.directory().runId()
                            + "' starts it");
        }
        return run.journal().getFirst().at();
    }

    static boolean emulated(RunData run) {
        Environment environment = run.environment();
        return environment != null
                && environment.hypervisor() != null
                && environment.hypervisor().emulated();
    }

    private static Header.Counts counts(RunData run) {
        int pending = run.pending().size();
        return new Header.Counts(
                run.results().size() + run.operations().size() + pending,
                count(run, Status.COMPLETED),
                count(run, Status.FAILED),
                count(run, Status.SKIPPED),
                pending);
    }

    private static int count(RunData run, Status status) {
        return (int)
                Stream.concat(
                                run.results().stream().map(CaseResult::status),
                                run.operations().stream().map(OperationResult::status))
                        .filter(found -> found == status)
                        .count();
    }

    private static @Nullable Instant endedAt(List<JournalEntry> journal) {
        if (journal.isEmpty()) {
            return null;
        }
        Event last = journal.getLast().event();
        return last == Event.RUN_ENDED || last == Event.RUN_INTERRUPTED
                ? journal.getLast().at()
                : null;
    }

    private static double measuredSeconds(RunData run) {
        double seconds = 0;
        for (CaseResult result : run.results()) {
            Window window = result.window();
            if (result.status() == Status.COMPLETED && window != null) {
                seconds += window.seconds();
            }
        }
        for (OperationResult operation : run.operations()) {
            Double wallMs = operation.wallMs();
            if (operation.status() == Status.COMPLETED && wallMs != null) {
                seconds += wallMs / 1000;
            }
        }
        return seconds;
    }

    /** The time in which berth ran: the pause before each resumption does not count. */
    private static double wallSeconds(List<JournalEntry> journal) {
        Duration wall = Duration.ZERO;
        for (int i = 1; i < journal.size(); i++) {
            if (journal.get(i).event() != Event.RUN_RESUMED) {
                wall = wall.plus(Duration.between(journal.get(i - 1).at(), journal.get(i).at()));
            }
        }
        return wall.toMillis() / 1000.0;
    }
}

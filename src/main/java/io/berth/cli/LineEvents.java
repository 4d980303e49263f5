package io.berth.cli;

import io.berth.analysis.Sentence;
import io.berth.plan.Case;
import io.berth.plan.OperationCase;
import io.berth.plan.Plan;
import io.berth.report.Reports;
import io.berth.results.CaseResult;
import io.berth.results.OpResult;
import io.berth.results.OperationResult;
import io.berth.results.Status;
import io.berth.units.Durations;
import io.berth.units.Figures;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Plain lines, one an event: for logs, pipes and CI. The live terminal builds on them. */
class LineEvents implements Console {

    private final PrintStream out;
    private long startedNanos = System.nanoTime();
    private int total;
    private int pendingAtStart;
    private int done;
    private @Nullable Pace pace;

    LineEvents(PrintStream out) {
        this.out = out;
    }

    @Override
    public void started(Plan plan, Path directory, int pending) {
        startedNanos = System.nanoTime();
        pendingAtStart = pending;
        int kinds = plan.cases().size() + plan.operations().size();
        total = kinds * plan.blocks().size();
        done = total - pending;
        pace = new Pace(plan, pending);
        print(
                "%s: %s × %s, about %s, into %s"
                        .formatted(
                                plan.profile(),
                                subjects(plan),
                                count(plan.blocks().size(), "block"),
                                Durations.display(plan.estimate().total()),
                                directory));
        if (done > 0) {
            print("resumed: %d of %d done before".formatted(done, total));
        }
    }

    @Override
    public void step(String sentence) {
        print(sentence);
    }

    @Override
    public void warning(String sentence) {
        text("! " + sentence);
    }

    @Override
    public void caseStarted(Case c, int block) {}

    @Override
    public void phase(Case c, int block, String phase) {}

    @Override
    public void load(Case c, int block, double iops) {}

    @Override
    public void caseEnded(Case c, int block, CaseResult result) {
        done++;
        if (pace != null) {
            pace.ended(c, result);
        }
        print(
                "[%d/%d] %s b%02d  %s  (%s)"
                        .formatted(done, total, c.id(), block, outcome(result), times()));
    }

    @Override
    public void operationStarted(OperationCase operation, int block) {}

    @Override
    public void operationPhase(OperationCase operation, int block, String phase) {}

    @Override
    public void operationEnded(OperationCase operation, int block, OperationResult result) {
        done++;
        if (pace != null) {
            pace.ended(result);
        }
        print(
                "[%d/%d] %s b%02d  %s  (%s)"
                        .formatted(done, total, operation.id(), block, outcome(result), times()));
    }

    @Override
    public void ended(Path directory, int failed, int pending) {
        print(
                (pending == 0 ? "" : "interrupted: ")
                        + (pendingAtStart - pending)
                        + " of "
                        + pendingAtStart
                        + " done in "
                        + Durations.display(elapsed())
                        + (failed == 0 ? "" : ", " + failed + " failed")
                        + (pending == 0 ? "" : ", " + pending + " left"));
    }

    @Override
    public void nothingToDo(String runId) {
        print("run " + runId + " is complete: nothing is left to measure");
    }

    @Override
    public void reported(Reports.Written written, @Nullable String goOn) {
        print("");
        written.analysis().answer().stream().map(Sentence::text).forEach(this::text);
        print("");
        print("report: " + written.files().getFirst());
        if (goOn != null) {
            print("go on:  " + goOn);
        }
    }

    @Override
    public void close() {}

    /** A line that stays as it is. */
    protected void print(String line) {
        out.println(line);
        out.flush();
    }

    /** A sentence, which may be long. */
    protected void text(String sentence) {
        print(sentence);
    }

    final int total() {
        return total;
    }

    final int done() {
        return done;
    }

    final Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - startedNanos);
    }

    final @Nullable Pace pace() {
        return pace;
    }

    private String times() {
        String elapsed = Durations.display(elapsed());
        return pace == null || done == total
                ? elapsed
                : elapsed + ", " + Durations.display(pace.left()) + " left";
    }

    private static String count(int number, String noun) {
        return Figures.grouped(number) + " " + noun + (number == 1 ? "" : "s");
    }

    /** {@code 4 cases + 2 operations}. */
    private static String subjects(Plan plan) {
        String cases = count(plan.cases().size(), "case");
        String operations = count(plan.operations().size(), "operation");
        if (plan.operations().isEmpty()) {
            return cases;
        }
        return plan.cases().isEmpty() ? operations : "(" + cases + " + " + operations + ")";
    }

    private static String outcome(OperationResult result) {
        Double wallMs = result.wallMs();
        if (result.status() != Status.COMPLETED || wallMs == null) {
            return result.status().word().toUpperCase(Locale.ROOT) + ": " + result.reason();
        }
        Double syncMs = result.syncMs();
        return Figures.nanos(wallMs * 1e6)
                + (syncMs == null || syncMs == 0
                        ? ""
                        : " + " + Figures.nanos(syncMs * 1e6) + " sync");
    }

    private static String outcome(CaseResult result) {
        if (result.status() != Status.COMPLETED) {
            return result.status().word().toUpperCase(Locale.ROOT) + ": " + result.reason();
        }
        double iops =
                result.guests().stream()
                        .flatMap(g -> g.ops().stream())
                        .filter(op -> !op.op().equals("sync"))
                        .mapToDouble(OpResult::iops)
                        .sum();
        return Figures.grouped(Math.round(iops)) + " IOPS";
    }
}

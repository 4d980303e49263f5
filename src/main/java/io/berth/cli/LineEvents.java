package io.berth.cli;

import io.berth.plan.Case;
import io.berth.plan.Plan;
import io.berth.results.CaseResult;
import io.berth.results.OpResult;
import io.berth.results.Status;
import io.berth.run.RunEvents;
import io.berth.units.Durations;
import io.berth.units.Figures;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;

/** Plain lines, one an event: for logs, pipes and CI. The live terminal builds on them. */
class LineEvents implements RunEvents {

    private final PrintStream out;
    private long startedNanos = System.nanoTime();
    private int total;
    private int pendingAtStart;
    private int done;

    LineEvents(PrintStream out) {
        this.out = out;
    }

    @Override
    public void started(Plan plan, Path directory, int pending) {
        startedNanos = System.nanoTime();
        pendingAtStart = pending;
        total = plan.cases().size() * plan.blocks().size();
        done = total - pending;
        print(
                "%s: %d cases × %d %s, about %s, into %s"
                        .formatted(
                                plan.profile(),
                                plan.cases().size(),
                                plan.blocks().size(),
                                plan.blocks().size() == 1 ? "block" : "blocks",
                                Durations.display(plan.estimate().total()),
                                directory));
        if (done > 0) {
            print("resumed: " + done + " of " + total + " are already done");
        }
    }

    @Override
    public void step(String sentence) {
        print(sentence);
    }

    @Override
    public void warning(String sentence) {
        print("! " + sentence);
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
        print(
                "[%d/%d] %s b%02d  %s  (%s, %s left)"
                        .formatted(
                                done,
                                total,
                                c.id(),
                                block,
                                outcome(result),
                                Durations.display(elapsed()),
                                Durations.display(remaining())));
    }

    @Override
    public void ended(Path directory, int failed, int pending) {
        int ended = pendingAtStart - pending;
        print(
                ended
                        + " of "
                        + pendingAtStart
                        + " measured in "
                        + Durations.display(elapsed())
                        + (failed == 0 ? "" : ", " + failed + " failed")
                        + (pending == 0 ? "" : ", " + pending + " not done"));
    }

    protected void print(String line) {
        out.println(line);
        out.flush();
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

    /** What is left, from the pace so far. */
    final Duration remaining() {
        int ended = done - (total - pendingAtStart);
        return ended == 0 ? Duration.ZERO : elapsed().multipliedBy(total - done).dividedBy(ended);
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

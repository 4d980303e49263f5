package io.berth.cli;

import io.berth.plan.Case;
import io.berth.plan.Plan;
import io.berth.results.CaseResult;
import io.berth.results.OperationResult;
import java.time.Duration;

/**
 * How long a run still takes: the ramp and runtime that the plan gives each case, and beside them
 * what cases and operations have cost here so far; before the first has ended, what the plan
 * expects.
 */
final class Pace {

    private final Duration measuredEach;
    private final Duration besideExpected;
    private Duration beside = Duration.ZERO;
    private int ended;
    private int pending;

    /**
     * @param pending case × block pairs still to do
     */
    Pace(Plan plan, int pending) {
        int kinds = plan.cases().size() + plan.operations().size();
        int all = Math.max(1, kinds * plan.blocks().size());
        this.pending = pending;
        this.measuredEach = plan.estimate().measured().dividedBy(all);
        this.besideExpected =
                plan.estimate().total().minus(plan.estimate().measured()).dividedBy(all);
    }

    void ended(Case c, CaseResult result) {
        ended(Duration.ofMillis(result.elapsedMs()).minus(measured(c)));
    }

    void ended(OperationResult result) {
        ended(Duration.ofMillis(result.elapsedMs()));
    }

    private void ended(Duration more) {
        pending--;
        if (!more.isNegative()) {
            beside = beside.plus(more);
            ended++;
        }
    }

    /** What is left while no case runs. */
    Duration left() {
        return each().multipliedBy(pending);
    }

    /**
     * What is left while a case or an operation runs.
     *
     * @param measured its ramp and runtime
     * @param since for how long it has run
     */
    Duration left(Duration measured, Duration since) {
        Duration own = measured.plus(besideEach()).minus(since);
        return each().multipliedBy(Math.max(0, pending - 1))
                .plus(own.isNegative() ? Duration.ZERO : own);
    }

    private Duration each() {
        return measuredEach.plus(besideEach());
    }

    private Duration besideEach() {
        return ended == 0 ? besideExpected : beside.dividedBy(ended);
    }

    static Duration measured(Case c) {
        return c.workload().rampTime().plus(c.workload().runtime());
    }
}

package io.berth.cli;

import io.berth.plan.Case;
import io.berth.plan.Plan;
import io.berth.results.CaseResult;
import java.time.Duration;

/**
 * How long a run still takes: the ramp and runtime that the plan gives each case, and beside them
 * what cases have cost here so far; before the first has ended, what the plan expects.
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
        int all = Math.max(1, plan.cases().size() * plan.blocks().size());
        this.pending = pending;
        this.measuredEach = plan.estimate().measured().dividedBy(all);
        this.besideExpected =
                plan.estimate().total().minus(plan.estimate().measured()).dividedBy(all);
    }

    void ended(Case c, CaseResult result) {
        pending--;
        Duration more = Duration.ofMillis(result.elapsedMs()).minus(measured(c));
        if (!more.isNegative()) {
            beside = beside.plus(more);
            ended++;
        }
    }

    /** What is left while no case runs. */
    Duration left() {
        return each().multipliedBy(pending);
    }

    /** What is left while a case runs, for so long already. */
    Duration left(Case running, Duration since) {
        Duration own = measured(running).plus(besideEach()).minus(since);
        return each().multipliedBy(Math.max(0, pending - 1))
                .plus(own.isNegative() ? Duration.ZERO : own);
    }

    private Duration each() {
        return measuredEach.plus(besideEach());
    }

    private Duration besideEach() {
        return ended == 0 ? besideExpected : beside.dividedBy(ended);
    }

    private static Duration measured(Case c) {
        return c.workload().rampTime().plus(c.workload().runtime());
    }
}

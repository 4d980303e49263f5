package io.berth.analysis;

import io.berth.plan.Objective;
import io.berth.results.RunData;
import org.jspecify.annotations.Nullable;

/** Turns what a run found into everything that its reports say. */
public final class Analyses {

    private Analyses() {}

    /**
     * Analyses a run.
     *
     * @param objective judged in place of the plan's own; null keeps the plan's
     */
    public static Analysis analyse(RunData run, @Nullable Objective objective) {
        throw new UnsupportedOperationException("not built yet");
    }
}

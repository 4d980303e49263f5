package io.berth.report;

import io.berth.analysis.CaseFigures;
import io.berth.analysis.Ladder;

/** One operation of one disk configuration at one guest count, with the case that it comes from. */
record RungView(Ladder ladder, Ladder.Rung rung, Ladder.RungOp op, CaseFigures.OpFigures figures) {
    String configuration() {
        return ladder.configuration();
    }

    int guests() {
        return rung.guests();
    }
}

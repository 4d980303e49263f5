package io.berth.cli;

import io.berth.report.Reports;
import io.berth.run.RunEvents;
import org.jspecify.annotations.Nullable;

/** Where a run tells of itself: what the runner does, then the report of it. */
interface Console extends RunEvents, AutoCloseable {

    /** Every case of the run has ended before: only its report is made again. */
    void nothingToDo(String runId);

    /**
     * The report is there.
     *
     * @param goOn the command that measures what is still missing; null if nothing is
     */
    void reported(Reports.Written written, @Nullable String goOn);

    /** Leaves the output so that what others print begins on a line of its own. */
    @Override
    void close();
}

package io.berth.run;

import io.berth.plan.Case;
import io.berth.plan.OperationCase;
import io.berth.plan.Plan;
import io.berth.results.CaseResult;
import io.berth.results.OperationResult;
import java.nio.file.Path;

/** What the runner tells while it works. Implementations must not block: they run between cases. */
public interface RunEvents {

    /**
     * The run starts or goes on; {@code pending} of all case × block pairs are still to do,
     * operations among them.
     */
    void started(Plan plan, Path directory, int pending);

    /** A step of the preparations, one short sentence. */
    void step(String sentence);

    /** Something that a reader of the terminal must not miss (emulated CPU, a rewritten image). */
    void warning(String sentence);

    /** A case begins in a block. */
    void caseStarted(Case c, int block);

    /** A case goes on to its next phase, in a few words: what is done for it now. */
    void phase(Case c, int block, String phase);

    /** About once a second while guests are measured: their I/Os per second since the last time. */
    void load(Case c, int block, double iops);

    /** A case ended in a block, whichever way. */
    void caseEnded(Case c, int block, CaseResult result);

    /** An operation begins in a block. */
    void operationStarted(OperationCase operation, int block);

    /** An operation goes on to its next phase, in a few words. */
    void operationPhase(OperationCase operation, int block, String phase);

    /** An operation ended in a block, whichever way. */
    void operationEnded(OperationCase operation, int block, OperationResult result);

    /** The run ended: completed, or interrupted with this many pairs left. */
    void ended(Path directory, int failed, int pending);
}

package io.berth.run;

/** A case that cannot count, with the reason for its reader; the run goes on with the next. */
final class CaseFailure extends Exception {

    private static final long serialVersionUID = 1;

    CaseFailure(String reason) {
        super(reason);
    }
}

package io.berth.cli;

/** berth's exit codes; scripts rely on them. */
final class ExitCode {

    static final int DONE = 0;
    static final int INTERNAL = 1;

    /** A wrong command line or a wrong profile; nothing was created. */
    static final int USAGE = 2;

    /** The host is not ready: a tool, a right, space or memory is missing. */
    static final int HOST_NOT_READY = 3;

    static final int CASES_FAILED = 4;

    private ExitCode() {}
}

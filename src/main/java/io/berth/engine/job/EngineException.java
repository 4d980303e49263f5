package io.berth.engine.job;

import java.io.Serial;

/**
 * The engine cannot do what was asked. The message says where, what, and the remedy; nothing was
 * written that the job did not ask for.
 */
public final class EngineException extends RuntimeException {

    @Serial private static final long serialVersionUID = 1L;

    /** Who must act. */
    public enum Cause {
        /** Whoever wrote the job: a wrong or unknown option, a refused target. */
        JOB,
        /** The host's operator: a system call that the host refuses, room, rights. */
        HOST
    }

    private final Cause actor;

    public EngineException(Cause actor, String message) {
        super(message);
        this.actor = actor;
    }

    public EngineException(Cause actor, String message, Throwable cause) {
        super(message, cause);
        this.actor = actor;
    }

    /** Who must act. */
    public Cause actor() {
        return actor;
    }
}

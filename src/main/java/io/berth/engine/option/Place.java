package io.berth.engine.option;

import io.berth.engine.job.EngineException;

/**
 * Where an option was written.
 *
 * @param where {@code job.fio:3:1}, or what names an argument of the command line
 * @param text the option as it was written there
 */
record Place(String where, String text) {

    /** The error of whoever wrote it. */
    EngineException error(String message) {
        return new EngineException(EngineException.Cause.JOB, at(message));
    }

    EngineException error(String message, Throwable cause) {
        return new EngineException(EngineException.Cause.JOB, at(message), cause);
    }

    private String at(String message) {
        return where + ": " + text + ": " + message;
    }
}

package io.berth.results;

/** A run directory that cannot be read or written: says which file, what is wrong, the remedy. */
public final class ResultsException extends RuntimeException {

    public ResultsException(String message) {
        super(message);
    }

    public ResultsException(String message, Throwable cause) {
        super(message, cause);
    }
}

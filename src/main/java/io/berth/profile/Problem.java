package io.berth.profile;

/**
 * One thing that is wrong with a profile, and where.
 *
 * @param file as the caller named it
 * @param line from 1
 * @param column from 1
 * @param message what is wrong, what is allowed and what to write instead
 */
public record Problem(String file, int line, int column, String message) {

    /** {@code file:line:column: message}, as compilers write it and editors find it. */
    @Override
    public String toString() {
        return file + ":" + line + ":" + column + ": " + message;
    }
}

package io.berth.profile;

import java.nio.file.Path;

/** Reads profiles: YAML in, a valid {@link Profile} or every problem with its place out. */
public final class ProfileReader {

    private ProfileReader() {}

    /**
     * Reads a profile.
     *
     * @throws ProfileException with all problems, if it cannot be read or measured
     */
    public static Profile read(Path file) {
        throw new UnsupportedOperationException(file.toString());
    }
}

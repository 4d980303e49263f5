package io.berth.results;

/** Reads a run directory. */
public final class RunReader {

    private RunReader() {}

    /**
     * Reads everything but the histograms.
     *
     * @throws ResultsException naming the file, if one is missing, damaged or of another version
     */
    public static RunData read(RunDirectory directory) {
        throw new UnsupportedOperationException("not built yet");
    }
}

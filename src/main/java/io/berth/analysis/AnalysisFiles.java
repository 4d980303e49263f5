package io.berth.analysis;

import io.berth.results.RunData;

/** The derived files of a run: analysis.json, summary.csv, long.csv and SHA256SUMS. */
public final class AnalysisFiles {

    private AnalysisFiles() {}

    /**
     * Writes them under {@code derived/}, in place of those that are there.
     *
     * @throws io.berth.results.ResultsException if a file cannot be written
     */
    public static void write(RunData run, Analysis analysis) {
        throw new UnsupportedOperationException("not built yet");
    }
}

package io.berth.analysis;

import io.berth.results.Json;
import io.berth.results.LongCsv;
import io.berth.results.RawFile;
import io.berth.results.RunData;
import io.berth.results.RunDirectory;

/**
 * The derived files of a run: analysis.json, summary.csv, operations.csv if it has any, long.csv
 * and SHA256SUMS.
 */
public final class AnalysisFiles {

    private AnalysisFiles() {}

    /**
     * Writes them under {@code derived/}, in place of those that are there.
     *
     * @throws io.berth.results.ResultsException if a file cannot be written
     */
    public static void write(RunData run, Analysis analysis) {
        RunDirectory directory = run.directory();
        Json.replace(directory.analysisFile(), analysis);
        SummaryCsv.write(directory.summaryCsv(), run, analysis);
        if (!analysis.operations().isEmpty()) {
            OperationsCsv.write(directory.operationsCsv(), analysis);
        }
        LongCsv.write(directory.longCsv(), run);
        RawFile.writeChecksums(directory, Facts.checksums(run.rawFiles()));
    }
}

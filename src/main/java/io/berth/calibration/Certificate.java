package io.berth.calibration;

import java.util.List;

/**
 * What a calibration says: verdicts.json, and the page.
 *
 * @param outcome of all rows together
 * @param headline the first sentence of the page
 * @param explanations what a reader must know to read the verdicts right
 * @param rows in the order of the schedule, those that were not run too
 */
public record Certificate(
        int schemaVersion,
        RowVerdict.Outcome outcome,
        String headline,
        List<String> explanations,
        List<RowVerdict> rows) {

    /** The version of verdicts.json's layout. */
    public static final int SCHEMA_VERSION = 1;

    public Certificate {
        explanations = List.copyOf(explanations);
        rows = List.copyOf(rows);
    }
}

package io.berth.results;

import java.util.SortedMap;
import org.HdrHistogram.Histogram;

/** Reads the histogram logs of a case in a block. */
final class HistogramReader {

    private HistogramReader() {}

    static SortedMap<String, SortedMap<Integer, SortedMap<String, Histogram>>> read(
            RunDirectory directory, CaseResult result) {
        throw new UnsupportedOperationException("not built yet");
    }
}

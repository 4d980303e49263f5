package io.berth.calibration;

import io.berth.analysis.Spread;
import io.berth.calibration.RowVerdict.Outcome;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/** What is said of a whole calibration. */
final class Headlines {

    private Headlines() {}

    /** The worst of the rows; confirmed when some are and the others have no verdict. */
    static Outcome outcome(List<RowVerdict> rows) {
        for (Outcome worst : List.of(Outcome.FAILED, Outcome.NOT_CONFIRMED)) {
            if (rows.stream().anyMatch(row -> row.outcome() == worst)) {
                return worst;
            }
        }
        return rows.stream().anyMatch(row -> row.outcome() == Outcome.CONFIRMED)
                ? Outcome.CONFIRMED
                : Outcome.NO_VERDICT;
    }

    static String headline(Calibration calibration, List<RowVerdict> rows) {
        boolean itself = calibration.schedule().againstItself();
        String of = " of " + rows.size() + (rows.size() == 1 ? " row" : " rows");
        int confirmed = names(rows, Outcome.CONFIRMED).size();
        List<String> failed = names(rows, Outcome.FAILED);
        List<String> not = names(rows, Outcome.NOT_CONFIRMED);
        List<String> parts = new ArrayList<>();
        if (!failed.isEmpty()) {
            parts.add("Failed in " + failed.size() + of + ": " + String.join(", ", failed) + ".");
        }
        if (!not.isEmpty()) {
            parts.add(
                    (itself ? "fio differs from itself in " : "Not confirmed in ")
                            + not.size()
                            + of
                            + ": "
                            + String.join(", ", not)
                            + ".");
        }
        if (confirmed > 0) {
            parts.add(
                    (itself ? "fio equals itself in " : "Confirmed in ")
                            + (confirmed == rows.size() ? "all " + rows.size() : confirmed + of)
                            + (confirmed == rows.size() ? " rows" : "")
                            + (itself
                                    ? "."
                                    : ": berth’s engine does the same work as fio at no lower rate,"
                                            + " for "
                                            + medians(rows, Measure.CPU)
                                            + " × its CPU per I/O."));
        }
        int none = names(rows, Outcome.NO_VERDICT).size();
        if (none > 0) {
            parts.add(
                    none == rows.size()
                            ? "No verdict in any row; measured: IOPS "
                                    + medians(rows, Measure.IOPS)
                                    + " × fio’s, CPU per I/O "
                                    + medians(rows, Measure.CPU)
                                    + " ×."
                            : "No verdict in " + none + of + ".");
        }
        int missing = names(rows, Outcome.MISSING).size();
        if (missing > 0) {
            parts.add("Not run: " + missing + of + ".");
        }
        return String.join(" ", parts);
    }

    static List<String> explanations(Calibration calibration, List<RowVerdict> rows) {
        List<String> said = new ArrayList<>();
        if (calibration.state() != Calibration.State.COMPLETE) {
            said.add(
                    "The calibration was ended before its end; finished pairs count, the others"
                            + " are missing.");
        }
        if (calibration.schedule().againstItself()) {
            said.add(
                    "fio stood on both sides: the ratios show what this host can tell apart, not"
                            + " what berth does.");
        }
        List<String> faster =
                rows.stream()
                        .filter(r -> r.outcome() == Outcome.CONFIRMED)
                        .filter(
                                r -> {
                                    Comparison iops = r.of(Measure.IOPS);
                                    return iops != null && iops.finding() == Finding.HIGHER;
                                })
                        .map(RowVerdict::row)
                        .toList();
        if (!faster.isEmpty() && !calibration.schedule().againstItself()) {
            said.add(
                    "Faster than fio in "
                            + String.join(", ", faster)
                            + ". No engine is faster than the device: at iodepth 1 and from the"
                            + " page cache the excess is CPU time saved between I/Os; elsewhere"
                            + " look for its cause in buffers, merging or the order of I/Os before"
                            + " believing it.");
        }
        return said;
    }

    private static List<String> names(List<RowVerdict> rows, Outcome outcome) {
        return rows.stream().filter(r -> r.outcome() == outcome).map(RowVerdict::row).toList();
    }

    /** The range of the rows' medians: {@code 0.51–0.88}. */
    private static String medians(List<RowVerdict> rows, Measure measure) {
        double[] medians =
                rows.stream()
                        .map(row -> row.of(measure))
                        .filter(Objects::nonNull)
                        .map(Comparison::spread)
                        .filter(Objects::nonNull)
                        .mapToDouble(Spread::median)
                        .sorted()
                        .toArray();
        if (medians.length == 0) {
            return "–";
        }
        String low = Words.ratio(medians[0]);
        String high = Words.ratio(Arrays.stream(medians).max().orElseThrow());
        return low.equals(high) ? low : low + "–" + high;
    }
}

package io.berth.analysis;

import io.berth.latency.LatencySummary;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;

/** Percentile curves: ten points for each ninth, up to where ten samples are left beyond. */
final class Curves {

    private static final int POINTS_PER_DECADE = 10;

    private Curves() {}

    /** The points of a merged histogram whose exact maximum is known. */
    static List<Curve.Point> points(Histogram histogram, long maxNs) {
        List<Curve.Point> points = new ArrayList<>();
        for (int step = 0; ; step++) {
            double inverse = StrictMath.pow(10, (double) step / POINTS_PER_DECADE);
            // The same tolerance as LatencySummary's, against 9.99… samples.
            if (histogram.getTotalCount() / inverse + 1e-6 < LatencySummary.SHOWN_FROM) {
                return List.copyOf(points);
            }
            double percentile = 100 * (1 - 1 / inverse);
            points.add(
                    new Curve.Point(
                            percentile,
                            inverse,
                            Math.min(histogram.getValueAtPercentile(percentile), maxNs)));
        }
    }
}

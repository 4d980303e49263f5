package io.berth.analysis;

import java.util.List;

/**
 * The percentile curve of one operation of one case: all guests and blocks, merged.
 *
 * @param configuration the key of {@link CaseFigures#configuration()}
 * @param label the disk configuration in words
 * @param kind clat, or sync for the operation sync
 * @param count the samples it rests on
 * @param points by rising percentile, up to the last with 10 samples beyond it
 */
public record Curve(
        String caseId,
        String configuration,
        String label,
        String layer,
        String workload,
        int guests,
        String op,
        String kind,
        long count,
        List<Point> points) {

    /**
     * One point.
     *
     * @param percentile 0 to 100
     * @param inverse 1 ÷ (1 − p), the x axis: 1, 2, 10, 100 for 0, 50, 90, 99 %
     * @param ns latency
     */
    public record Point(double percentile, double inverse, long ns) {}
}

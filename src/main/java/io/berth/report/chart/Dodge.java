package io.berth.report.chart;

/** Moves labels apart along a line. */
final class Dodge {
    private Dodge() {}

    /**
     * Positions near {@code wanted} (rising), at least {@code gap} apart and within {@code [low,
     * high]} where they fit: overlapping neighbours form a run, centred on the mean of what its
     * members wanted.
     */
    static double[] apart(double[] wanted, double gap, double low, double high) {
        int n = wanted.length;
        double[] start = new double[n];
        double[] sum = new double[n];
        int[] size = new int[n];
        int runs = 0;
        double room = n * gap > high - low + gap ? (high - low) / Math.max(1, n - 1) : gap;
        for (double each : wanted) {
            sum[runs] = each;
            size[runs] = 1;
            start[runs] = clamp(each, low, high);
            runs++;
            while (runs > 1 && start[runs - 2] + size[runs - 2] * room > start[runs - 1]) {
                runs--;
                sum[runs - 1] += sum[runs];
                size[runs - 1] += size[runs];
                double length = (size[runs - 1] - 1) * room;
                double centre = sum[runs - 1] / size[runs - 1];
                start[runs - 1] = clamp(centre - length / 2, low, Math.max(low, high - length));
            }
        }
        double[] at = new double[n];
        int next = 0;
        for (int run = 0; run < runs; run++) {
            for (int i = 0; i < size[run]; i++) {
                at[next++] = start[run] + i * room;
            }
        }
        return at;
    }

    private static double clamp(double value, double low, double high) {
        return Math.max(low, Math.min(high, value));
    }
}

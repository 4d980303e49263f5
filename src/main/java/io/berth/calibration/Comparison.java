package io.berth.calibration;

import io.berth.analysis.SignedRank;
import io.berth.analysis.Spread;
import io.berth.latency.LatencySummary;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One measure of one row, berth ÷ fio.
 *
 * @param ratios by pair, those of which both runs have the figure
 * @param spread median, smallest and largest of them; null of none
 * @param low the signed-rank interval's lower end; null with fewer than six ratios
 * @param high its upper end
 * @param noise how much fio differs from itself from one pair to the next: the median of those
 *     changes, 0.02 for 2 %; null of fewer than two
 * @param reason why there is no finding; empty if there is one
 */
public record Comparison(
        Measure measure,
        List<Double> ratios,
        @Nullable Spread spread,
        @Nullable Double low,
        @Nullable Double high,
        @Nullable Double noise,
        Finding finding,
        String reason) {

    public Comparison {
        ratios = List.copyOf(ratios);
    }

    /** Whether berth does at least as well as fio. */
    public boolean good() {
        return switch (finding) {
            case SAME -> true;
            case HIGHER, NOT_LOWER -> measure.moreIsBetter();
            case LOWER, NOT_HIGHER -> !measure.moreIsBetter();
            case UNCLEAR, NONE -> false;
        };
    }

    /** Whether it does worse. */
    public boolean bad() {
        return finding == (measure.moreIsBetter() ? Finding.LOWER : Finding.HIGHER);
    }

    /** Compares one measure over the valid pairs of a row. */
    static Comparison of(Measure measure, List<Pair> pairs) {
        List<Double> ratios = new ArrayList<>();
        List<Double> reference = new ArrayList<>();
        for (Pair pair : pairs) {
            Double berth = measure.of(pair.berth());
            Double fio = measure.of(pair.fio());
            if (berth != null && fio != null) {
                ratios.add(berth / fio);
                reference.add(fio);
            }
        }
        Spread spread = Spread.of(ratios).orElse(null);
        Double noise = noise(reference);
        SignedRank.Interval interval =
                ratios.isEmpty()
                        ? null
                        : SignedRank.of(ratios.stream().mapToDouble(Math::log).toArray())
                                .interval();
        Double low = interval == null ? null : Double.valueOf(Math.exp(interval.low()));
        Double high = interval == null ? null : Double.valueOf(Math.exp(interval.high()));
        String unjudged = unjudged(measure, pairs, ratios);
        Finding finding = Finding.NONE;
        if (unjudged.isEmpty() && low != null && high != null && noise != null && spread != null) {
            finding = finding(measure, low, high);
            if (lost(finding, noise, spread.median(), measure)) {
                finding = Finding.NONE;
                unjudged =
                        measure.title()
                                + ": fio differs from itself by "
                                + Percent.of(noise)
                                + " from pair to pair, and "
                                + Percent.of(measure.margin())
                                + " is judged";
            }
        }
        return new Comparison(measure, ratios, spread, low, high, noise, finding, unjudged);
    }

    private static String unjudged(Measure measure, List<Pair> pairs, List<Double> ratios) {
        String percentile = measure.percentile();
        if (percentile != null
                && pairs.stream().anyMatch(pair -> !judgeable(pair, percentile))
                && !pairs.isEmpty()) {
            return measure.title()
                    + ": fewer than "
                    + LatencySummary.JUDGED_FROM
                    + " I/Os beyond it in a run";
        }
        if (ratios.size() < Schedule.VERDICT_PAIRS) {
            return measure.title()
                    + ": "
                    + ratios.size()
                    + (ratios.size() == 1 ? " pair, " : " pairs, ")
                    + Schedule.VERDICT_PAIRS
                    + " are needed";
        }
        return "";
    }

    private static boolean judgeable(Pair pair, String percentile) {
        for (SideResult run : List.of(pair.berth(), pair.fio())) {
            SideResult.Figures figures = run.figures();
            if (figures == null || !figures.lat().judgeable(percentile)) {
                return false;
            }
        }
        return true;
    }

    private static Finding finding(Measure measure, double low, double high) {
        double floor = 1 - measure.margin();
        double ceiling = 1 + measure.margin();
        if (low > ceiling) {
            return Finding.HIGHER;
        }
        if (high < floor) {
            return Finding.LOWER;
        }
        if (low >= floor && high <= ceiling) {
            return Finding.SAME;
        }
        if (measure.moreIsBetter() && low >= floor) {
            return Finding.NOT_LOWER;
        }
        return !measure.moreIsBetter() && high <= ceiling ? Finding.NOT_HIGHER : Finding.UNCLEAR;
    }

    /** Whether what is found is smaller than what fio differs from itself. */
    private static boolean lost(Finding finding, double noise, double median, Measure measure) {
        boolean apart = finding == Finding.HIGHER || finding == Finding.LOWER;
        return noise > measure.margin() && !(apart && Math.abs(median - 1) > noise);
    }

    private static @Nullable Double noise(List<Double> values) {
        if (values.size() < 2) {
            return null;
        }
        double[] changes = new double[values.size() - 1];
        for (int i = 0; i < changes.length; i++) {
            changes[i] = Math.expm1(Math.abs(Math.log(values.get(i + 1) / values.get(i))));
        }
        return Spread.of(Arrays.stream(changes).boxed().toList()).orElseThrow().median();
    }
}

package io.berth.calibration;

import io.berth.analysis.Spread;
import io.berth.calibration.RowVerdict.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Verdicts in words. */
final class Words {

    private Words() {}

    /** {@code same rate, less CPU, same latency}. */
    static String says(
            Outcome outcome,
            List<Comparison> comparisons,
            boolean againstItself,
            boolean doubted,
            @Nullable Offered offered) {
        Comparison iops = comparisons.get(Measure.IOPS.ordinal());
        String rate = offered == null ? rate(iops, againstItself) : kept(offered);
        return switch (outcome) {
            case FAILED -> "failed";
            case MISSING -> "not run";
            case NO_VERDICT ->
                    "no verdict" + (doubted ? "" : unclear(comparisons) + known(rate, comparisons));
            case CONFIRMED, NOT_CONFIRMED ->
                    String.join(
                            ", ",
                            rate,
                            cpu(comparisons.get(Measure.CPU.ordinal())),
                            latency(comparisons));
        };
    }

    private static String kept(Offered offered) {
        return offered.kept() ? "rate kept" : "rate missed";
    }

    /** What can be said all the same. */
    private static String known(String rate, List<Comparison> comparisons) {
        List<String> known = new ArrayList<>();
        if (comparisons.get(Measure.IOPS.ordinal()).good() || rate.equals("rate kept")) {
            known.add(rate);
        }
        Comparison cpu = comparisons.get(Measure.CPU.ordinal());
        if (cpu.good()) {
            known.add(cpu(cpu));
        }
        return known.isEmpty() ? "" : " (" + String.join(", ", known) + ")";
    }

    private static String unclear(List<Comparison> comparisons) {
        List<String> unclear =
                comparisons.stream()
                        .filter(c -> c.finding() == Finding.UNCLEAR)
                        .filter(c -> c.measure() != Measure.PROCESS_CPU)
                        .map(c -> c.measure().title())
                        .toList();
        return unclear.isEmpty()
                ? ""
                : ": unclear " + String.join(", ", unclear) + "; more pairs would tell";
    }

    private static String rate(Comparison iops, boolean againstItself) {
        return switch (iops.finding()) {
            case SAME -> "same rate";
            case HIGHER -> againstItself ? "higher rate" : "faster";
            case LOWER -> "slower";
            case NOT_LOWER -> "no slower";
            case NOT_HIGHER, UNCLEAR -> "rate unclear";
            case NONE -> "rate not judged";
        };
    }

    private static String cpu(Comparison cpu) {
        return switch (cpu.finding()) {
            case SAME -> "same CPU";
            case LOWER -> "less CPU";
            case NOT_HIGHER -> "no more CPU";
            case HIGHER -> "more CPU";
            case NOT_LOWER, UNCLEAR -> "CPU unclear";
            case NONE -> "CPU not judged";
        };
    }

    /** The worst of what was judged. */
    private static String latency(List<Comparison> comparisons) {
        List<String> longer = new ArrayList<>();
        List<String> unclear = new ArrayList<>();
        boolean shorter = true;
        for (Comparison each : comparisons) {
            if (each.measure().percentile() == null || each.finding() == Finding.NONE) {
                continue;
            }
            if (each.bad()) {
                longer.add(each.measure().title().replace("lat ", ""));
            } else if (!each.good()) {
                unclear.add(each.measure().title().replace("lat ", ""));
            }
            shorter &= each.finding() == Finding.LOWER;
        }
        if (!longer.isEmpty()) {
            return "longer " + String.join(", ", longer);
        }
        if (!unclear.isEmpty()) {
            return "latency unclear at " + String.join(", ", unclear);
        }
        return shorter ? "shorter latency" : "latency no longer";
    }

    /** A ratio's median. */
    static String ratio(@Nullable Spread spread) {
        return spread == null ? "–" : ratio(spread.median());
    }

    static String ratio(double value) {
        return value > 0 && value < 0.005
                ? "under 0.01"
                : String.format(Locale.ROOT, "%.2f", value);
    }
}

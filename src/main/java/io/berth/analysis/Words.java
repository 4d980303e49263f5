package io.berth.analysis;

import io.berth.analysis.Comparison.Contrast;
import io.berth.analysis.Comparison.Verdict;
import io.berth.units.Figures;
import java.util.Locale;

/** Findings as sentences. */
final class Words {

    private Words() {}

    /** The contrast with its sentence. */
    static Contrast withSentence(Contrast c, Comparisons.Pair pair, String context) {
        return new Contrast(
                c.op(),
                c.metric(),
                c.unit(),
                c.higherIsBetter(),
                c.medianA(),
                c.medianB(),
                c.blocks(),
                c.validBlocks(),
                c.ratio(),
                c.low(),
                c.high(),
                c.confidence(),
                c.theta(),
                c.noiseFloor(),
                c.verdict(),
                c.refusals(),
                c.furtherBlocks(),
                c.exploratory(),
                sentence(c, pair, context));
    }

    private static String sentence(Contrast c, Comparisons.Pair pair, String context) {
        String a = Labels.value(pair.factor(), pair.valueA());
        String b = Labels.value(pair.factor(), pair.valueB());
        String where =
                " at "
                        + Labels.guests(pair.a().guests())
                        + (context.isEmpty() ? "" : " (" + context + ")");
        Double ratio = c.ratio();
        if (ratio == null) {
            return b
                    + " against "
                    + a
                    + where
                    + ", "
                    + metric(c)
                    + ": nothing to compare; no verdict: "
                    + c.reason()
                    + ".";
        }
        int blocks =
                c.verdict() == Verdict.NO_VERDICT && c.validBlocks() == 0
                        ? c.measuredBlocks()
                        : c.validBlocks();
        return b
                + " gave "
                + times(ratio)
                + " the "
                + metric(c)
                + " of "
                + a
                + where
                + " in "
                + Labels.blocks(blocks)
                + ": "
                + verdict(c)
                + ".";
    }

    static String verdict(Contrast c) {
        String interval = interval(c);
        return switch (c.verdict()) {
            case IMPROVED -> "improved" + interval;
            case WORSE -> "worse" + interval;
            case EQUIVALENT -> "equivalent within " + Objectives.percent(c.theta()) + interval;
            case INCONCLUSIVE -> "inconclusive" + interval + "; " + further(c);
            case NO_VERDICT -> "no verdict, " + c.reason();
        };
    }

    private static String further(Contrast c) {
        Integer blocks = c.furtherBlocks();
        return blocks == null
                ? "more than " + Decision.MOST_BLOCKS + " further blocks would be needed"
                : "about "
                        + Labels.blocks(blocks).replace(" block", " further block")
                        + " would decide";
    }

    private static String interval(Contrast c) {
        Double low = c.low();
        Double high = c.high();
        Double confidence = c.confidence();
        if (low == null || high == null || confidence == null) {
            return "";
        }
        return String.format(
                Locale.ROOT,
                " (%s interval %s to %s, %s)",
                Objectives.percent(confidence),
                times(low),
                times(high),
                c.exploratory() ? "exploratory" : "declared");
    }

    private static String metric(Contrast c) {
        return c.metric().equals("iops")
                ? c.op() + " IOPS"
                : (c.op().equals("sync") ? "" : c.op() + " ") + c.metric().replace('_', ' ');
    }

    /** A ratio for sentences that hold several: {@code 0.76×}, {@code 1.00×}, {@code 12.3×}. */
    static String brief(double ratio) {
        return ratio >= 0.0995 && ratio < 9.995
                ? String.format(Locale.ROOT, "%.2f×", ratio)
                : Figures.significant(ratio, ratio < 1 ? 2 : 3) + "×";
    }

    static String times(double ratio) {
        return Figures.significant(ratio, 3) + "×";
    }
}

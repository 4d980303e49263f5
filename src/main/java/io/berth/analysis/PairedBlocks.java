package io.berth.analysis;

import io.berth.analysis.Comparison.BlockRatio;
import io.berth.analysis.Comparison.Contrast;
import io.berth.analysis.Comparison.Verdict;
import io.berth.analysis.Refusal.Code;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The statistics of one figure of two things that ran together in each block. */
final class PairedBlocks {

    private PairedBlocks() {}

    /** How many blocks a verdict may rest on. */
    static int valid(List<BlockRatio> blocks) {
        return logs(blocks, true).length;
    }

    /**
     * B ÷ A with its interval and verdict, without a sentence.
     *
     * @param refusals why there is no verdict; empty if there may be one
     * @param theta the smallest relevant effect
     */
    static Contrast contrast(
            String op,
            String metric,
            String unit,
            boolean higherIsBetter,
            List<BlockRatio> blocks,
            List<Refusal> refusals,
            double theta) {
        double[] valid = logs(blocks, true);
        double[] any = logs(blocks, false);
        double[] used = valid.length > 0 ? valid : any;
        SignedRank rank = used.length == 0 ? null : SignedRank.of(used);
        SignedRank.Interval interval = valid.length == 0 || rank == null ? null : rank.interval();
        Decision decision =
                interval == null || rank == null || !refusals.isEmpty()
                        ? new Decision(Verdict.NO_VERDICT, null)
                        : Decision.of(
                                interval.low(),
                                rank.estimate(),
                                interval.high(),
                                theta,
                                higherIsBetter,
                                valid.length);
        return new Contrast(
                op,
                metric,
                unit,
                higherIsBetter,
                median(blocks.stream().map(BlockRatio::a).toList()),
                median(blocks.stream().map(BlockRatio::b).toList()),
                blocks,
                valid.length,
                rank == null ? null : StrictMath.exp(rank.estimate()),
                interval == null ? null : StrictMath.exp(interval.low()),
                interval == null ? null : StrictMath.exp(interval.high()),
                interval == null ? null : interval.confidence(),
                theta,
                null,
                decision.verdict(),
                refusals,
                decision.furtherBlocks(),
                true,
                "");
    }

    private static @Nullable Double median(List<@Nullable Double> values) {
        List<Double> found = new ArrayList<>();
        for (Double value : values) {
            if (value != null) {
                found.add(value);
            }
        }
        return Spread.of(found).map(Spread::median).orElse(null);
    }

    private static double[] logs(List<BlockRatio> blocks, boolean validOnly) {
        List<Double> logs = new ArrayList<>();
        for (BlockRatio block : blocks) {
            Double ratio = block.ratio();
            if (ratio != null && (!validOnly || block.invalid() == null)) {
                logs.add(StrictMath.log(ratio));
            }
        }
        return logs.stream().mapToDouble(Double::doubleValue).toArray();
    }

    /** Too few blocks were measured, or too few of them count, or both. */
    static List<Refusal> tooFew(List<BlockRatio> blocks, int valid) {
        List<Refusal> refusals = new ArrayList<>();
        int measured = (int) blocks.stream().filter(PairedBlocks::isMeasured).count();
        if (measured < SignedRank.LEAST) {
            refusals.add(new Refusal(Code.TOO_FEW_BLOCKS, needed(Integer.toString(measured))));
        }
        for (BlockRatio block : blocks) {
            Refusal invalid = block.invalid();
            if (invalid != null) {
                String count =
                        "%d of %d count, as in block %d %s"
                                .formatted(valid, blocks.size(), block.block(), invalid.text());
                refusals.add(
                        new Refusal(
                                invalid.code(),
                                measured < SignedRank.LEAST
                                        ? count
                                        : SignedRank.LEAST + " blocks are needed, " + count));
                break;
            }
        }
        return refusals;
    }

    /** Whether both sides ran, be it that a percentile has too few samples to be shown. */
    private static boolean isMeasured(BlockRatio block) {
        Refusal invalid = block.invalid();
        return block.ratio() != null || (invalid != null && invalid.code() == Code.TOO_FEW_SAMPLES);
    }

    /** How many blocks were measured, against how many a verdict needs. */
    static String needed(String measured) {
        return (measured.equals("1") ? "1 block was" : measured + " blocks were")
                + " measured, "
                + SignedRank.LEAST
                + " are needed";
    }
}

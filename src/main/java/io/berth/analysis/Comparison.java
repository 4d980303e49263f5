package io.berth.analysis;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Two cases that differ in exactly one factor of the disk.
 *
 * @param factor its dotted name ({@code disk.cache})
 * @param a the first case's value of it ({@code none}): the base
 * @param b the second case's ({@code writeback})
 * @param context what the two configurations have in common, in words: {@code raw}; empty if
 *     nothing else varies
 * @param contrasts by operation and metric
 */
public record Comparison(
        String factor,
        String a,
        String b,
        String caseA,
        String caseB,
        String context,
        String layer,
        String workload,
        int guests,
        List<Contrast> contrasts) {

    /**
     * One metric of the two cases: B ÷ A.
     *
     * @param metric iops, clat_p50, clat_p99, clat_p99.9 (sync_… for the operation sync)
     * @param unit {@code 1/s} or {@code ns}
     * @param medianA over blocks; null if A has no such figure
     * @param medianB over blocks
     * @param ratio B ÷ A: the Hodges–Lehmann estimate over blocks; null if there is no block
     * @param low the lower end of its interval; null below 6 valid blocks
     * @param high the upper end
     * @param confidence the exact confidence of the interval (0.969 at 6 blocks)
     * @param theta the smallest relevant effect (0.05: 5 %); ratios within 1/(1 + θ) … 1 + θ do not
     *     matter
     * @param noiseFloor the effect that an A/A run shows on this host; null: not measured
     * @param verdict whether B is better than A
     * @param refusals why there is no verdict; empty if there is one
     * @param furtherBlocks about how many more blocks would decide; set when inconclusive, null
     *     there if more than 1,000
     * @param exploratory not declared before the run: a hint, to be confirmed
     * @param sentence the finding in words
     */
    public record Contrast(
            String op,
            String metric,
            String unit,
            boolean higherIsBetter,
            @Nullable Double medianA,
            @Nullable Double medianB,
            List<BlockRatio> blocks,
            int validBlocks,
            @Nullable Double ratio,
            @Nullable Double low,
            @Nullable Double high,
            @Nullable Double confidence,
            double theta,
            @Nullable Double noiseFloor,
            Verdict verdict,
            List<Refusal> refusals,
            @Nullable Integer furtherBlocks,
            boolean exploratory,
            String sentence) {

        /** All refusals in words; empty if there is a verdict. */
        public String reason() {
            return refusals.stream().map(Refusal::text).collect(Collectors.joining("; "));
        }

        /** Whether a verdict was refused for this reason. */
        public boolean refusedFor(Refusal.Code code) {
            return refusals.stream().anyMatch(refusal -> refusal.code() == code);
        }

        /** How many blocks have a ratio, valid or not. */
        public int measuredBlocks() {
            return (int) blocks.stream().filter(block -> block.ratio() != null).count();
        }
    }

    /**
     * One block's pair.
     *
     * @param ratio b ÷ a; null if one is missing
     * @param invalid why a verdict may not rest on this block; null if it may
     */
    public record BlockRatio(
            int block,
            @Nullable Double a,
            @Nullable Double b,
            @Nullable Double ratio,
            @Nullable Refusal invalid) {}

    /** What the evidence says of B against A. */
    public enum Verdict {
        IMPROVED,
        WORSE,
        EQUIVALENT,
        INCONCLUSIVE,
        NO_VERDICT;

        @JsonValue
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}

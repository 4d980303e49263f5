package io.berth.analysis;

import io.berth.analysis.Comparison.Contrast;
import org.jspecify.annotations.Nullable;

/**
 * Two operations that differ in one thing: what was done, one thing that it was told, or one factor
 * of what it was done to.
 *
 * @param factor its dotted name ({@code operation.name}, {@code disk.preallocation})
 * @param a the first in words ({@code copy-sparse}, {@code preallocation=off}): the base
 * @param b the second
 * @param operation what both are, in words; empty if that is what differs
 * @param context what both began with, of what differs elsewhere; empty if nothing does
 * @param wall the time, sync included: B ÷ A
 * @param size allocated after, B ÷ A of the medians; null where one has none
 */
public record OperationComparison(
        String factor,
        String a,
        String b,
        String idA,
        String idB,
        String operation,
        String context,
        Contrast wall,
        @Nullable SizeRatio size) {

    /** What both left on the host, medians over blocks. */
    public record SizeRatio(double bytesA, double bytesB, @Nullable Double ratio) {}

    /** Whether the operations themselves differ, not what they were done to. */
    boolean ofOperations() {
        return factor.startsWith("operation.");
    }
}

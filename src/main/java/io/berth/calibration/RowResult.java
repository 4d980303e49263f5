package io.berth.calibration;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was found in a row.
 *
 * @param rateIops the rate that both sides were offered; null for all that goes
 * @param pairs that were run, whatever came of them
 * @param failure why it could not be run; null if it was
 */
public record RowResult(
        Row row, @Nullable Long rateIops, List<Pair> pairs, @Nullable String failure) {

    public RowResult {
        pairs = List.copyOf(pairs);
    }

    /** The pairs of which both runs are measurements. */
    public List<Pair> valid() {
        return pairs.stream().filter(Pair::valid).toList();
    }
}

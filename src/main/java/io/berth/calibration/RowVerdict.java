package io.berth.calibration;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What may be said of a row.
 *
 * @param pairs that count
 * @param comparisons in the order of {@link Measure}
 * @param berthWitness bytes that the kernel counted on the disk ÷ bytes that berth says it moved,
 *     the median; null where there is no block device or no run
 * @param fioWitness the same for fio
 * @param otherCpuShare of the host's CPUs that other programs used meanwhile, the median
 * @param says the verdict in words, without the row's name
 * @param reasons why there is no verdict, or what a reader must know; may be empty
 */
public record RowVerdict(
        String row,
        Outcome outcome,
        int pairs,
        List<Comparison> comparisons,
        @Nullable Double berthWitness,
        @Nullable Double fioWitness,
        @Nullable Double otherCpuShare,
        String says,
        List<String> reasons) {

    /** The verdict in a word. */
    public enum Outcome {
        /** The same work at no lower rate, in no longer time, for no more CPU. */
        CONFIRMED,
        /** Slower, later or dearer than fio. */
        NOT_CONFIRMED,
        /** Not judged, with the reason. */
        NO_VERDICT,
        /** A run failed. */
        FAILED,
        /** Not run. */
        MISSING;

        @JsonValue
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public RowVerdict {
        comparisons = List.copyOf(comparisons);
        reasons = List.copyOf(reasons);
    }

    /** The comparison of a measure; rows that were not run have none. */
    public @Nullable Comparison of(Measure measure) {
        return comparisons.stream().filter(c -> c.measure() == measure).findFirst().orElse(null);
    }
}

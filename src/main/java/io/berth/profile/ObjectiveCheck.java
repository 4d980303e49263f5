package io.berth.profile;

import io.berth.units.Durations;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * Whether a measurement can judge an objective: percentile p needs 100 samples beyond it, so 100 ÷
 * (1 − p) of the operation within the runtime.
 */
public final class ObjectiveCheck {

    /** Samples beyond a percentile from which it is judged; as in latency.LatencySummary. */
    static final int SAMPLES_BEYOND = 100;

    private static final Set<String> READS = Set.of("read", "randread", "rw", "randrw");
    private static final Set<String> WRITES = Set.of("write", "randwrite", "rw", "randrw");

    private ObjectiveCheck() {}

    /** Whether a workload of these fio options does the operation ({@code sync}) at all. */
    public static boolean does(String op, Map<String, String> options) {
        String rw = options.getOrDefault("rw", "read");
        return switch (op) {
            case "read" -> READS.contains(rw);
            case "write" -> WRITES.contains(rw);
            case "sync" ->
                    WRITES.contains(rw)
                            && (options.containsKey("fsync") || options.containsKey("fdatasync"));
            default -> throw new IllegalArgumentException("no operation '" + op + "'");
        };
    }

    /**
     * What is wrong with judging {@code read.p99} of a workload, in words; empty if nothing is, if
     * the workload does not do it, or if it offers no rate that would tell.
     *
     * @param options fio options by name, values canonical
     */
    public static Optional<String> problem(
            String objective, String workload, Map<String, String> options, Duration runtime) {
        String op = operation(objective);
        OptionalDouble rate = offeredPerSecond(op, options);
        if (rate.isEmpty()) {
            return Optional.empty();
        }
        long needed = samplesNeeded(objective);
        long seconds = (long) Math.ceil(needed / rate.getAsDouble() - 1e-9);
        if (runtime.compareTo(Duration.ofSeconds(seconds)) >= 0) {
            return Optional.empty();
        }
        return Optional.of(
                "%s of %s %ss/s needs %ds for %d samples beyond it, and workload '%s' runs %s: set runtime: %ds"
                        .formatted(
                                objective.substring(op.length() + 1),
                                number(rate.getAsDouble()),
                                op,
                                seconds,
                                SAMPLES_BEYOND,
                                workload,
                                Durations.exact(runtime),
                                seconds));
    }

    /** The operation of an objective: {@code read} of {@code read.p99}. */
    public static String operation(String objective) {
        return objective.substring(0, objective.indexOf('.'));
    }

    /** How many operations there must be for the percentile of {@code read.p99} to be judged. */
    public static long samplesNeeded(String objective) {
        BigDecimal percentile = new BigDecimal(objective.substring(objective.indexOf(".p") + 2));
        return BigDecimal.valueOf(100L * SAMPLES_BEYOND)
                .divide(BigDecimal.valueOf(100).subtract(percentile), 0, RoundingMode.CEILING)
                .longValueExact();
    }

    /** The rate that a workload offers in one guest, all its jobs together. */
    private static OptionalDouble offeredPerSecond(String op, Map<String, String> options) {
        String rates = options.get("rate_iops");
        if (rates == null || !does(op, options)) {
            return OptionalDouble.empty();
        }
        String[] pair = rates.split(",", -1);
        String direction = op.equals("read") ? pair[0] : pair[pair.length - 1];
        double jobs = Double.parseDouble(options.getOrDefault("numjobs", "1"));
        double ios = Double.parseDouble(direction) * jobs;
        if (!op.equals("sync")) {
            return OptionalDouble.of(ios);
        }
        return OptionalDouble.of(
                ios / Double.parseDouble(options.getOrDefault("fsync", "Infinity"))
                        + ios / Double.parseDouble(options.getOrDefault("fdatasync", "Infinity")));
    }

    private static String number(double value) {
        return value == Math.rint(value)
                ? Long.toString((long) value)
                : String.format(Locale.ROOT, "%.1f", value);
    }
}

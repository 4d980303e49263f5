package io.berth.analysis;

import io.berth.plan.Workload;
import io.berth.units.ByteSize;
import java.util.List;
import java.util.OptionalDouble;

/**
 * The rate that a workload asks of each guest. As in fio, {@code rate_iops} is {@code
 * read,write,trim}, one value counts for each direction, and each of {@code numjobs} jobs has it. A
 * job file's own rates are not looked into: its load counts as unlimited.
 */
final class Offered {

    /** A smaller share of the offered rate refuses any claim about latency at that rate. */
    static final double LEAST_ACHIEVED_SHARE = 0.99;

    private static final List<String> DIRECTIONS = List.of("read", "write", "trim");

    private Offered() {}

    /** I/Os per second of one guest for an operation; nothing if it is not limited. */
    static OptionalDouble iops(Workload workload, String op) {
        String rates = workload.options().get("rate_iops");
        int direction = DIRECTIONS.indexOf(op);
        if (rates == null || direction < 0) {
            return OptionalDouble.empty();
        }
        List<String> values = List.of(rates.split(",", -1));
        String value = values.size() == 1 ? rates : value(values, direction);
        if (value.isBlank()) {
            return OptionalDouble.empty();
        }
        long rate = ByteSize.parse(value).bytes();
        return rate == 0
                ? OptionalDouble.empty()
                : OptionalDouble.of((double) rate * jobs(workload));
    }

    private static String value(List<String> values, int direction) {
        return direction < values.size() ? values.get(direction) : "";
    }

    private static long jobs(Workload workload) {
        return Long.parseLong(workload.options().getOrDefault("numjobs", "1"));
    }

    /**
     * The least number of arrivals that a healthy run may show as a share of the offered: of a
     * Poisson process three standard deviations (1/√N each) less, for its counts scatter.
     */
    static double leastShare(Workload workload, double limitShare, double offered, double seconds) {
        boolean poisson = "poisson".equals(workload.options().get("rate_process"));
        return poisson && offered * seconds > 0
                ? limitShare - 3 / Math.sqrt(offered * seconds)
                : limitShare;
    }
}

package io.berth.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.berth.plan.Workload;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OfferedTest {

    private static Workload workload(Map<String, String> options) {
        return new Workload(
                "w", new TreeMap<>(options), null, Duration.ZERO, Duration.ofSeconds(1));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "500     | 1 | read  | 500",
                "500     | 1 | write | 500",
                "350,150 | 1 | read  | 350",
                "350,150 | 4 | write | 600",
                "350,150 | 1 | trim  | -1",
                "',150'  | 1 | read  | -1",
                "500     | 1 | sync  | -1",
                "0       | 1 | read  | -1",
            })
    void ratesAreFios(String rate, String jobs, String op, double iops) {
        Workload workload = workload(Map.of("rate_iops", rate, "numjobs", jobs));
        OptionalDouble offered = Offered.iops(workload, op);
        assertThat(offered.orElse(-1)).isEqualTo(iops);
    }

    @Test
    void poissonArrivalsMayScatter() {
        Workload linear = workload(Map.of("rate_iops", "500"));
        Workload poisson = workload(Map.of("rate_iops", "500", "rate_process", "poisson"));
        assertThat(Offered.leastShare(linear, 0.99, 500, 10)).isEqualTo(0.99);
        // 5,000 arrivals: one standard deviation is 1.41 %.
        assertThat(Offered.leastShare(poisson, 0.99, 500, 10)).isCloseTo(0.9476, within(1e-4));
    }
}

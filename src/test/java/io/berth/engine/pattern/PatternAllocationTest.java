package io.berth.engine.pattern;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.berth.engine.job.Distribution;
import io.berth.engine.job.Files;
import io.berth.engine.job.Rate;
import io.berth.engine.job.Rw;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** That nothing is allocated once a pattern is made, interpreted or compiled. */
class PatternAllocationTest {

    private static final int DRAWS = 50_000;
    private static final int ROUNDS = 8;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /**
     * The least that a run of {@code body} allocates on this thread, in bytes: what the patterns
     * allocate comes back in each round, what the JVM does for itself (a class linked, code
     * compiled or thrown away) does not.
     */
    private long allocatedBytes(Runnable body) {
        threads.getCurrentThreadAllocatedBytes();
        long least = Long.MAX_VALUE;
        for (int round = 0; round < ROUNDS; round++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            body.run();
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
        }
        return least;
    }

    @Test
    void noneOfThePatternsAllocates() {
        for (Jobs jobs :
                List.of(
                        Jobs.of(Rw.READWRITE).step(4096),
                        Jobs.of(Rw.RANDRW),
                        Jobs.of(Rw.RANDREAD).norandommap().service(Files.Service.RANDOM),
                        Jobs.of(Rw.RANDWRITE).bs(Jobs.split(512, 10, 4096, 90)),
                        Jobs.of(Rw.RANDREAD).distribution(new Distribution.Zipf(1.1)),
                        Jobs.of(Rw.RANDREAD).distribution(new Distribution.Pareto(0.3)),
                        Jobs.of(Rw.RANDREAD).distribution(new Distribution.Normal(5)))) {
            IoPattern pattern = jobs.pattern(1000 * 4096, 20_000 * 4096);
            long[] sum = new long[1];
            long allocated =
                    allocatedBytes(
                            () -> {
                                for (int i = 0; i < DRAWS; i++) {
                                    if (!pattern.next()) {
                                        pattern.restart();
                                    }
                                    sum[0] += pattern.offsetBytes();
                                }
                            });
            assertThat(sum[0]).isPositive();
            assertThat(allocated).as("%s", jobs.job(1).access()).isZero();
        }
    }

    @Test
    void arrivalsDoNotAllocate() {
        for (Rate.Process process : Rate.Process.values()) {
            Rate rate = new Rate(0, 50, 4096, 0, process, Duration.ZERO, Duration.ZERO, 1);
            Arrivals arrivals = Arrivals.of(rate, true, true, 1);
            long allocated =
                    allocatedBytes(
                            () -> {
                                for (int i = 0; i < DRAWS; i++) {
                                    arrivals.take(512);
                                }
                                arrivals.restart();
                            });
            assertThat(allocated).isZero();
        }
    }
}

package io.berth.engine.pattern;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.berth.engine.job.EngineException;
import io.berth.engine.job.Rate;
import java.math.BigInteger;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArrivalsTest {

    private static final BigInteger SECOND_NS = BigInteger.valueOf(1_000_000_000);

    private static Rate iops(long reads, long writes, Rate.Process process) {
        return new Rate(reads, writes, 0, 0, process, Duration.ZERO, Duration.ZERO, 1);
    }

    private static Rate bytes(long reads, long writes, Rate.Process process) {
        return new Rate(0, 0, reads, writes, process, Duration.ZERO, Duration.ZERO, 1);
    }

    private static long exactNs(long units, long perSecond) {
        return BigInteger.valueOf(units)
                .multiply(SECOND_NS)
                .divide(BigInteger.valueOf(perSecond))
                .longValueExact();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 3, 7, 350, 999, 1000, 44_100, 999_983, 3_333_333, 1_999_999_999})
    void linearArrivalsNeverDrift(long perSecond) {
        Arrivals arrivals = Arrivals.of(iops(perSecond, 0, Rate.Process.LINEAR), true, false, 1);
        for (long n = 0; n < 1_000_000; n++) {
            if (n < 1000 || n % 99_991 == 0) {
                assertThat(arrivals.dueNs()).isEqualTo(exactNs(n, perSecond));
                assertThat(arrivals.direction()).isEqualTo(IoPattern.READ);
            }
            arrivals.take(4096);
        }
        assertThat(arrivals.dueNs()).isEqualTo(exactNs(1_000_000, perSecond));
        arrivals.restart();
        assertThat(arrivals.dueNs()).isZero();
        arrivals.take(4096);
        assertThat(arrivals.dueNs()).isEqualTo(exactNs(1, perSecond));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 1000, 10_485_761, 999_999_999, 7_000_000_001L, 1L << 40})
    void linearArrivalsOfBytesAreExactForAnyLengths(long perSecond) {
        Arrivals arrivals = Arrivals.of(bytes(0, perSecond, Rate.Process.LINEAR), false, true, 1);
        Rng random = new Rng(1, 0);
        long done = 0;
        for (int i = 0; i < 1000; i++) {
            assertThat(arrivals.dueNs()).isEqualTo(exactNs(done, perSecond));
            assertThat(arrivals.direction()).isEqualTo(IoPattern.WRITE);
            int length = 512 * (1 + (int) random.below(perSecond == 1 ? 2 : 2048));
            arrivals.take(length);
            done += length;
        }
    }

    @Test
    void theDirectionDueFirstIsNext() {
        Arrivals arrivals = Arrivals.of(iops(3000, 1000, Rate.Process.LINEAR), true, true, 1);
        StringBuilder order = new StringBuilder();
        long before = 0;
        for (int i = 0; i < 9; i++) {
            assertThat(arrivals.dueNs()).isGreaterThanOrEqualTo(before);
            before = arrivals.dueNs();
            order.append(arrivals.direction() == IoPattern.READ ? 'r' : 'w');
            arrivals.take(4096);
        }
        assertThat(order).hasToString("rwrrrwrrr");
    }

    @Test
    void rwmixFollowsFromTheRates() {
        Arrivals arrivals = Arrivals.of(iops(350, 150, Rate.Process.LINEAR), true, true, 1);
        int reads = 0;
        for (int i = 0; i < 50_000; i++) {
            reads += arrivals.direction() == IoPattern.READ ? 1 : 0;
            arrivals.take(4096);
        }
        assertThat(reads).isBetween(34_999, 35_001);
        assertThat(arrivals.dueNs()).isCloseTo(100_000_000_000L, within(10_000_000L));
    }

    private static double[] gaps(Arrivals arrivals, int count, int lengthBytes) {
        double[] gaps = new double[count];
        for (int i = 0; i < count; i++) {
            long due = arrivals.dueNs();
            arrivals.take(lengthBytes);
            gaps[i] = arrivals.dueNs() - due;
        }
        return gaps;
    }

    @Test
    void poissonGapsAreExponentialAndIndependent() {
        double[] gaps =
                gaps(Arrivals.of(iops(0, 950, Rate.Process.POISSON), false, true, 5), 50_000, 4096);
        Chance.assertDistribution(gaps, ns -> 1 - Math.exp(-ns * 950 / 1e9));
        long[] whole = new long[gaps.length];
        for (int i = 0; i < gaps.length; i++) {
            whole[i] = (long) gaps[i];
        }
        assertThat(Math.abs(Chance.correlation(whole))).isLessThan(4 / Math.sqrt(gaps.length));
    }

    @Test
    void poissonGapsOfBytesGrowWithTheLength() {
        Arrivals arrivals = Arrivals.of(bytes(10_000_000, 0, Rate.Process.POISSON), true, false, 6);
        Chance.assertDistribution(
                gaps(arrivals, 20_000, 4096), ns -> 1 - Math.exp(-ns * 10e6 / 4096 / 1e9));
        Chance.assertDistribution(
                gaps(arrivals, 20_000, 65_536), ns -> 1 - Math.exp(-ns * 10e6 / 65_536 / 1e9));
    }

    /** Of a Poisson process the counts of equal windows vary as much as they are on average. */
    @Test
    void poissonCountsAreDispersedByTheirMean() {
        int windows = 4000;
        long windowNs = 10_000_000;
        Arrivals arrivals = Arrivals.of(iops(2000, 0, Rate.Process.POISSON), true, false, 7);
        long[] counts = new long[windows];
        while (arrivals.dueNs() < windows * windowNs) {
            counts[(int) (arrivals.dueNs() / windowNs)]++;
            arrivals.take(4096);
        }
        double mean = 0;
        for (long count : counts) {
            mean += (double) count / windows;
        }
        double variance = 0;
        for (long count : counts) {
            variance += (count - mean) * (count - mean) / (windows - 1);
        }
        assertThat(mean).isCloseTo(20, within(4 * Math.sqrt(20.0 / windows)));
        assertThat(variance / mean).isCloseTo(1, within(4 * Math.sqrt(2.0 / windows)));
    }

    @Test
    void bothPoissonStreamsKeepTheirRatesAndDiffer() {
        Arrivals arrivals = Arrivals.of(iops(700, 300, Rate.Process.POISSON), true, true, 8);
        int reads = 0;
        int total = 100_000;
        for (int i = 0; i < total; i++) {
            reads += arrivals.direction() == IoPattern.READ ? 1 : 0;
            arrivals.take(4096);
        }
        // of two independent processes the next one is a read with the share of its rate
        assertThat(reads).isCloseTo(70_000, within(4 * (int) Math.sqrt(total * 0.21)));
        assertThat((double) arrivals.dueNs())
                .isCloseTo(100e9, within(4 * 100e9 / Math.sqrt(total)));
    }

    @Test
    void theSameSeedGivesTheSameArrivalsAndARestartBeginsAtZero() {
        Rate rate = iops(1000, 500, Rate.Process.POISSON);
        Arrivals one = Arrivals.of(rate, true, true, 9);
        Arrivals same = Arrivals.of(rate, true, true, 9);
        Arrivals other = Arrivals.of(rate, true, true, 10);
        int equal = 0;
        for (int i = 0; i < 1000; i++) {
            assertThat(one.dueNs()).isEqualTo(same.dueNs());
            assertThat(one.direction()).isEqualTo(same.direction());
            equal += one.dueNs() == other.dueNs() ? 1 : 0;
            one.take(4096);
            same.take(4096);
            other.take(4096);
        }
        assertThat(equal).isLessThan(3);
        one.restart();
        assertThat(one.dueNs()).isBetween(0L, 20_000_000L);
    }

    @Test
    void aRateOfOneDirectionOnlyIsRefusedWhereThereAreTwo() {
        assertThatThrownBy(() -> Arrivals.of(iops(500, 0, Rate.Process.LINEAR), true, true, 1))
                .isInstanceOf(EngineException.class)
                .hasMessageContaining("none for writes")
                .hasMessageContaining("rate_iops=");
    }
}

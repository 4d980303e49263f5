package io.berth.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.latency.IntervalHistogram;
import io.berth.results.LiveSnapshot;
import io.berth.results.Window;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class LiveSnapshotsTest {

    private static final Window WINDOW = new Window(10_000, 14_000, 1, 0, 0.1);

    @Test
    void aSecondIsToldFromTheWindowsStartWithItsP99AndLongest() {
        Histogram histogram = new Histogram(3);
        for (int i = 1; i <= 100; i++) {
            histogram.recordValue(i * 1000L);
        }
        LiveSnapshot.Second second =
                LiveSnapshots.second(
                        new IntervalHistogram("2:write", 11_500, 12_500, histogram), WINDOW);
        assertThat(second.op()).isEqualTo("write");
        assertThat(second.fromMs()).isEqualTo(1500);
        assertThat(second.ios()).isEqualTo(100);
        assertThat(second.clatNsP99()).isBetween(99_000L, 99_100L);
        assertThat(second.clatNsMax()).isBetween(100_000L, 100_100L);
    }

    @Test
    void aSecondWithoutIosHasNoLatencies() {
        LiveSnapshot.Second second =
                LiveSnapshots.second(
                        new IntervalHistogram("1:read", 12_000, 13_000, new Histogram(3)), WINDOW);
        assertThat(second.ios()).isZero();
        assertThat(second.clatNsP99()).isNull();
        assertThat(second.clatNsMax()).isNull();
    }
}

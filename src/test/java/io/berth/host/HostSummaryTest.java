package io.berth.host;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.berth.results.HostSample;
import io.berth.results.HostUse;
import io.berth.results.Window;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class HostSummaryTest {

    private static final List<BlockDevice> DISK =
            List.of(new BlockDevice("vda", Path.of("/storage")));

    @Test
    void samplesAcrossTheEdgesCountByTheirOverlap() {
        // The window takes half of the first second, all of the second, a quarter of the third.
        HostUse use =
                HostSampler.summarise(
                        List.of(
                                sample(1000, 1000, 400, 800, 0.2),
                                sample(2000, 1000, 200, 100, 0.4),
                                sample(3000, 1000, 800, 400, 0.8)),
                        window(500, 2250),
                        1000,
                        DISK,
                        new LoadEnd(3000, 600L, 12.5));
        assertThat(use.samples()).isEqualTo(3);
        // 400 × ½ + 200 + 800 × ¼ ms of CPU in 1.75 s.
        assertThat(use.qemuVcpuCores()).isCloseTo(600 / 1750.0, within(1e-9));
        assertThat(use.qemuCpuUsPerIo()).isCloseTo(600 * 1e3 / 1000, within(1e-6));
        assertThat(use.deviceReadIos()).isEqualTo(400 + 100 + 100);
        assertThat(use.cpuShare()).isCloseTo((0.1 + 0.4 + 0.2) / 1.75, within(1e-9));
        assertThat(use.psiIoSomeShare()).isCloseTo((0.1 + 0.4 + 0.2) / 1.75, within(1e-9));
        // Of the sample that ended at 2000 ms: the next was read 750 ms after the window.
        assertThat(use.dirtyEndBytes()).isEqualTo(2000 + 1);
        assertThat(use.device()).isEqualTo("vda");
        assertThat(use.drainMs()).isEqualTo(12.5);
    }

    @Test
    void samplesOfUnequalLengthWeighByTheirTime() {
        HostUse use =
                HostSampler.summarise(
                        List.of(sample(1000, 1000, 0, 0, 0.0), sample(1250, 250, 0, 0, 1.0)),
                        window(0, 1250),
                        0,
                        List.of(),
                        null);
        assertThat(use.cpuShare()).isCloseTo(0.2, within(1e-9));
        assertThat(use.qemuCpuUsPerIo()).isNull();
        assertThat(use.device()).isNull();
        assertThat(use.drainMs()).isNull();
    }

    @Test
    void pagesThatTheRampLeftDirtyDoNotLowerTheSustainedRate() {
        // Guests write 40 B/ms for 2 s of ramp, 10 s measured and 1 s of cool-down; the device
        // takes 10 B/ms, so 390,000 B are left, for 39 s.
        HostUse use =
                HostSampler.summarise(
                        List.of(sample(12_000, 12_000, 0, 0, 0.0)),
                        window(2000, 12_000),
                        1,
                        DISK,
                        new LoadEnd(13_000, 40 * 13_000L, 39_000));
        assertThat(requireNonNull(use.sustainedWriteBytes())).isCloseTo(10_000, within(1e-6));
        assertThat(use.drainMs()).isEqualTo(39_000);
    }

    @Test
    void withoutPressureInformationThereIsNone() {
        HostUse use =
                HostSampler.summarise(
                        List.of(sample(1000, 1000, 0, 0, null)), window(0, 1000), 1, DISK, null);
        assertThat(use.psiIoSomeShare()).isNull();
    }

    @Test
    void samplesThatMissTheWindowAreRefused() {
        List<HostSample> samples = List.of(sample(1000, 1000, 1, 1, 0.1));
        assertThatThrownBy(() -> HostSampler.summarise(samples, window(0, 1200), 1, DISK, null))
                .isInstanceOf(HostException.class)
                .hasMessageContaining("sampled for 1.00 s of the 1.20 s");
        assertThatThrownBy(() -> HostSampler.summarise(List.of(), window(0, 1200), 1, DISK, null))
                .isInstanceOf(HostException.class);
    }

    @Test
    void samplesBeginWhereTheWindowIsExpectedTo() {
        // The window is to begin at 1350, the last reading was at 0: a first sample of 350, which
        // is too short, is joined with the next.
        assertThat(HostSampler.dueNs(1350, 0, 1000)).isEqualTo(1350);
        // Thereafter by the interval, also after a reading that came 40 late.
        assertThat(HostSampler.dueNs(1350, 1350, 1000)).isEqualTo(2350);
        assertThat(HostSampler.dueNs(1350, 1390, 1000)).isEqualTo(2350);
        // After a stall a sample is longer, never a tenth of the interval.
        assertThat(HostSampler.dueNs(1350, 3250, 1000)).isEqualTo(4350);
        // Before it is aligned, from the first reading on.
        assertThat(HostSampler.dueNs(70, 70, 1000)).isEqualTo(1070);
    }

    @Test
    void aWrappedCounterGoesOn() {
        assertThat(HostReadings.wrapped(5 - 0xffff_fff0L)).isEqualTo(21);
        assertThat(HostReadings.wrapped(21)).isEqualTo(21);
    }

    private static Window window(double startMs, double endMs) {
        return new Window(startMs, endMs, 1, 0, 0);
    }

    private static HostSample sample(
            double endMs, double intervalMs, double vcpuMs, long reads, @Nullable Double share) {
        double cpu = share == null ? 0 : share;
        return new HostSample(
                endMs,
                intervalMs,
                cpu,
                0,
                vcpuMs,
                0,
                0,
                0,
                reads,
                0,
                0,
                0,
                cpu,
                (long) endMs,
                1,
                0,
                0,
                share,
                share,
                share);
    }
}

package io.berth.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.berth.results.HostSample;
import io.berth.results.HostUse;
import io.berth.results.Window;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class HostSummaryTest {

    private static final Optional<BlockDevice> DISK =
            Optional.of(new BlockDevice("vda", Path.of("/storage")));

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
                        12.5);
        assertThat(use.samples()).isEqualTo(3);
        // 400 × ½ + 200 + 800 × ¼ ms of CPU in 1.75 s.
        assertThat(use.qemuVcpuCores()).isCloseTo(600 / 1750.0, within(1e-9));
        assertThat(use.qemuCpuUsPerIo()).isCloseTo(600 * 1e3 / 1000, within(1e-6));
        assertThat(use.deviceReadIos()).isEqualTo(400 + 100 + 100);
        assertThat(use.cpuShare()).isCloseTo((0.1 + 0.4 + 0.2) / 1.75, within(1e-9));
        assertThat(use.psiIoSomeShare()).isCloseTo((0.1 + 0.4 + 0.2) / 1.75, within(1e-9));
        assertThat(use.dirtyEndBytes()).isEqualTo(3000 + 1);
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
                        Optional.empty(),
                        null);
        assertThat(use.cpuShare()).isCloseTo(0.2, within(1e-9));
        assertThat(use.qemuCpuUsPerIo()).isNull();
        assertThat(use.device()).isNull();
        assertThat(use.drainMs()).isNull();
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

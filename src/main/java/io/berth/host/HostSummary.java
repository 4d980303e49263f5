package io.berth.host;

import io.berth.results.HostSample;
import io.berth.results.HostUse;
import io.berth.results.Window;
import io.berth.units.Figures;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** The host during a window, from samples weighted by how much of each lies in it. */
final class HostSummary {

    /** The least share of the window that samples must cover for its figures to stand. */
    static final double COVERED_SHARE_MIN = 0.9;

    private record Weighted(HostSample sample, double weight) {}

    private final List<Weighted> weighted;
    private final double coveredMs;

    private HostSummary(List<HostSample> samples, Window window) {
        this.weighted =
                samples.stream()
                        .map(s -> new Weighted(s, weight(s, window)))
                        .filter(w -> w.weight > 0)
                        .toList();
        this.coveredMs = weighted.stream().mapToDouble(w -> w.weight * w.sample.intervalMs()).sum();
    }

    static HostUse of(
            List<HostSample> samples,
            Window window,
            long iosCompleted,
            @Nullable String device,
            @Nullable LoadEnd end,
            @Nullable Long engineCpuNs) {
        HostSummary in = new HostSummary(samples, window);
        in.requireCovered(window);
        double vcpuMs = in.sum(HostSample::qemuVcpuCpuMs);
        double iothreadMs = in.sum(HostSample::qemuIothreadCpuMs);
        double otherMs = in.sum(HostSample::qemuOtherCpuMs);
        HostSample atEnd = in.endingNearest(window.endUnixMs());
        return new HostUse(
                in.weighted.size(),
                in.mean(HostSample::cpuShare),
                in.mean(HostSample::stealShare),
                vcpuMs / in.coveredMs,
                iothreadMs / in.coveredMs,
                otherMs / in.coveredMs,
                iosCompleted == 0 || engineCpuNs != null
                        ? null
                        : (Double) ((vcpuMs + iothreadMs + otherMs) * 1e3 / iosCompleted),
                in.sum(HostSample::berthCpuMs) / in.coveredMs,
                device,
                Math.round(in.sum(HostSample::deviceReadBytes)),
                Math.round(in.sum(HostSample::deviceWriteBytes)),
                Math.round(in.sum(HostSample::deviceReadIos)),
                Math.round(in.sum(HostSample::deviceWriteIos)),
                in.mean(HostSample::deviceUtilShare),
                atEnd.dirtyBytes() + atEnd.writebackBytes(),
                end == null ? null : (Double) end.loadMs(),
                end == null ? null : end.writeBytes(),
                end == null ? null : (Double) end.drainMs(),
                in.meanOrNull(HostSample::psiIoSomeShare),
                in.meanOrNull(HostSample::psiMemorySomeShare),
                in.meanOrNull(HostSample::psiCpuSomeShare),
                iosCompleted == 0 || engineCpuNs == null
                        ? null
                        : (Double) (engineCpuNs / 1e3 / iosCompleted));
    }

    /**
     * Memory is read at a sample's end: the one at the window's own end may be a second past it.
     */
    private HostSample endingNearest(double unixMs) {
        return weighted.stream()
                .map(Weighted::sample)
                .min(Comparator.comparingDouble(s -> Math.abs(s.unixMs() - unixMs)))
                .orElseThrow();
    }

    private void requireCovered(Window window) {
        double windowMs = window.endUnixMs() - window.startUnixMs();
        if (weighted.isEmpty() || coveredMs < COVERED_SHARE_MIN * windowMs) {
            throw new HostException(
                    "the host was sampled for "
                            + Figures.significant(coveredMs / 1000, 3)
                            + " s of the "
                            + Figures.significant(windowMs / 1000, 3)
                            + " s measured",
                    "was the host's clock set, or berth stopped, meanwhile? run the case again");
        }
    }

    /** The share of a sample that lies in the window. */
    private static double weight(HostSample sample, Window window) {
        double start = Math.max(sample.unixMs() - sample.intervalMs(), window.startUnixMs());
        double end = Math.min(sample.unixMs(), window.endUnixMs());
        return sample.intervalMs() <= 0 ? 0 : Math.max(0, end - start) / sample.intervalMs();
    }

    private double sum(ToDoubleFunction<HostSample> figure) {
        return weighted.stream().mapToDouble(w -> w.weight * figure.applyAsDouble(w.sample)).sum();
    }

    /** The mean over time of a share. */
    private double mean(ToDoubleFunction<HostSample> share) {
        return sum(s -> share.applyAsDouble(s) * s.intervalMs()) / coveredMs;
    }

    private @Nullable Double meanOrNull(Function<HostSample, @Nullable Double> share) {
        double sum = 0;
        for (Weighted w : weighted) {
            Double value = share.apply(w.sample);
            if (value == null) {
                return null;
            }
            sum += value * w.weight * w.sample.intervalMs();
        }
        return sum / coveredMs;
    }
}

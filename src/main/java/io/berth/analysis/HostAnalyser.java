package io.berth.analysis;

import io.berth.analysis.CaseFigures.HostFigures;
import io.berth.results.CaseResult;
import io.berth.results.HostUse;
import io.berth.results.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The host's figures of one case from its completed blocks. */
final class HostAnalyser {

    /** One block with host samples. */
    private record Measured(HostUse host, long readBytes, long writeBytes) {}

    private HostAnalyser() {}

    static @Nullable HostFigures figures(List<CaseResult> completed) {
        List<Measured> blocks = new ArrayList<>();
        for (CaseResult result : completed) {
            HostUse host = result.host();
            Window window = result.window();
            if (host != null && window != null) {
                blocks.add(
                        new Measured(
                                host,
                                bytes(result, window, "read"),
                                bytes(result, window, "write")));
            }
        }
        return blocks.isEmpty() ? null : of(blocks);
    }

    private static HostFigures of(List<Measured> blocks) {
        long deviceRead = blocks.stream().mapToLong(b -> b.host.deviceReadBytes()).sum();
        long guestRead = blocks.stream().mapToLong(Measured::readBytes).sum();
        long deviceWrite = blocks.stream().mapToLong(b -> b.host.deviceWriteBytes()).sum();
        long guestWrite = blocks.stream().mapToLong(Measured::writeBytes).sum();
        boolean seesDevice = blocks.stream().allMatch(b -> b.host.device() != null);
        return new HostFigures(
                always(blocks, b -> b.host.cpuShare()),
                always(blocks, b -> b.host.stealShare()),
                always(blocks, b -> b.host.qemuVcpuCores()),
                always(blocks, b -> b.host.qemuIothreadCores()),
                always(blocks, b -> b.host.qemuOtherCores()),
                always(blocks, b -> b.host.berthCores()),
                spread(blocks, b -> b.host.qemuCpuUsPerIo()),
                blocks.getFirst().host.device(),
                always(blocks, b -> b.host.deviceUtilShare()),
                deviceRead,
                guestRead,
                seesDevice && guestRead > 0
                        ? Math.max(0, 1 - (double) deviceRead / guestRead)
                        : null,
                deviceWrite,
                guestWrite,
                spread(blocks, b -> b.host.sustainedWriteBytes()),
                spread(blocks, b -> b.host.drainMs()),
                spread(blocks, b -> b.host.psiIoSomeShare()),
                spread(blocks, b -> b.host.engineCpuUsPerIo()));
    }

    private static long bytes(CaseResult result, Window window, String op) {
        return Math.round(
                result.guests().stream()
                        .flatMap(guest -> guest.ops().stream())
                        .filter(found -> found.op().equals(op))
                        .mapToDouble(found -> found.bytesIn(window))
                        .sum());
    }

    private static Spread always(List<Measured> blocks, Function<Measured, Double> value) {
        return Spread.of(blocks.stream().map(value).toList()).orElseThrow();
    }

    private static @Nullable Spread spread(
            List<Measured> blocks, Function<Measured, @Nullable Double> value) {
        List<Double> found = new ArrayList<>();
        for (Measured block : blocks) {
            Double one = value.apply(block);
            if (one != null) {
                found.add(one);
            }
        }
        return Spread.of(found).orElse(null);
    }
}

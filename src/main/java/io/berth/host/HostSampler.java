package io.berth.host;

import io.berth.results.HostSample;
import io.berth.results.HostUse;
import io.berth.results.Window;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Samples of the host while guests are measured. */
public final class HostSampler implements AutoCloseable {
    private HostSampler() {}

    public static HostSampler start(
            List<Long> qemuPids,
            Optional<BlockDevice> device,
            Duration interval,
            Consumer<HostSample> live) {
        throw new UnsupportedOperationException();
    }

    public List<HostSample> stop() {
        throw new UnsupportedOperationException();
    }

    public static HostUse summarise(
            List<HostSample> samples,
            Window window,
            long iosCompleted,
            Optional<BlockDevice> device,
            @Nullable Double drainMs) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {
        throw new UnsupportedOperationException();
    }
}

package io.berth.run;

import io.berth.host.BlockDevice;
import io.berth.host.DeviceBytes;
import io.berth.host.Drain;
import io.berth.host.ProcessCpu;
import io.berth.run.OperationDraft.Cost;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What an operation costs the host beyond its commands: the sync after them, and what the disk read
 * and wrote until then.
 */
final class OperationMeter {

    private final Optional<BlockDevice> device;
    private final @Nullable DeviceBytes start;

    private OperationMeter(Optional<BlockDevice> device) {
        this.device = device;
        this.start = device.map(DeviceBytes::of).orElse(null);
    }

    /** Takes the first reading of the disk under a directory. */
    static OperationMeter start(Path storage) {
        return new OperationMeter(BlockDevice.under(storage));
    }

    /**
     * Puts what was written onto the device, and takes the last reading.
     *
     * @param wallMs of the commands
     * @param cpu of the processes that did it
     */
    Cost end(double wallMs, ProcessCpu cpu, List<Path> written) {
        double syncMs = Drain.drain(written).toNanos() / 1e6;
        DeviceBytes first = start;
        DeviceBytes moved =
                first == null ? null : DeviceBytes.of(device.orElseThrow()).minus(first);
        return new Cost(
                wallMs,
                cpu.userMs(),
                cpu.systemMs(),
                syncMs,
                moved == null ? null : (Long) moved.readBytes(),
                moved == null ? null : (Long) moved.writeBytes());
    }
}

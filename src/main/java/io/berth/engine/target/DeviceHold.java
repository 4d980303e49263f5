package io.berth.engine.target;

import io.berth.engine.job.EngineException;
import java.nio.file.Path;
import java.util.Set;

/**
 * A block device that others than the engine may write, a guest through QEMU, by the rule by which
 * the engine's jobs write devices: see {@link DeviceGuard}. Held by an exclusive open until this is
 * closed.
 */
public final class DeviceHold implements AutoCloseable {

    private final DeviceGuard guard;

    private DeviceHold(DeviceGuard guard) {
        this.guard = guard;
    }

    /**
     * Takes a device.
     *
     * @param allowOverwrite serials or by-id names, the backing file's path for a loop device
     * @throws EngineException if it must not be written, with the reason and the remedy
     */
    public static DeviceHold take(Path device, Set<String> allowOverwrite) {
        Kernel kernel = Kernel.running();
        Target target = Target.of(kernel, "storage", device);
        if (!target.isBlockDevice()) {
            throw Refusal.job(
                    "storage", device + " is no block device", "give one, or a directory");
        }
        DeviceGuard guard = new DeviceGuard(kernel, allowOverwrite);
        guard.permit("storage", target);
        return new DeviceHold(guard);
    }

    /** Lets it go. */
    @Override
    public void close() {
        guard.close();
    }
}

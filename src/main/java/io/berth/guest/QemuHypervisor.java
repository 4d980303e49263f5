package io.berth.guest;

import io.berth.plan.GuestConfig;
import java.nio.file.Path;
import java.time.Duration;

/** QEMU processes on this host, each with a QMP socket and the guest agent's channel. */
public final class QemuHypervisor implements Hypervisor {

    @Override
    public Fleet boot(
            GuestConfig config,
            int count,
            AcceleratorChoice accelerator,
            Appliance appliance,
            Path runtimeDirectory,
            Path logDirectory,
            Duration timeout)
            throws GuestException, InterruptedException {
        throw new UnsupportedOperationException();
    }
}

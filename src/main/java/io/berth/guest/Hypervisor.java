package io.berth.guest;

import io.berth.plan.GuestConfig;
import java.nio.file.Path;
import java.time.Duration;

/** What starts guests. */
public sealed interface Hypervisor permits QemuHypervisor {

    /**
     * Boots guests in parallel and waits until the agent of each has answered.
     *
     * @param runtimeDirectory for sockets; replaced by a short temporary one if its path is too
     *     long for them
     * @param logDirectory for {@code guest-01/serial.log} and {@code guest-01/qemu.log}
     * @param timeout for all guests together
     * @throws GuestException if one does not boot; none is left running then
     */
    Fleet boot(
            GuestConfig config,
            int count,
            AcceleratorChoice accelerator,
            Appliance appliance,
            Path runtimeDirectory,
            Path logDirectory,
            Duration timeout)
            throws GuestException, InterruptedException;
}

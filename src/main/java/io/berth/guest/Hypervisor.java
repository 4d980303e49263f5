package io.berth.guest;

import io.berth.plan.GuestConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;

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
    default Fleet boot(
            GuestConfig config,
            int count,
            AcceleratorChoice accelerator,
            Appliance appliance,
            Path runtimeDirectory,
            Path logDirectory,
            Duration timeout)
            throws GuestException, InterruptedException {
        return boot(
                config,
                Collections.nCopies(count, List.of()),
                accelerator,
                appliance,
                runtimeDirectory,
                logDirectory,
                timeout);
    }

    /**
     * The same with disks that the guests have from their boot.
     *
     * @param disks those of each guest, as many lists as there are guests; at most four a guest
     */
    Fleet boot(
            GuestConfig config,
            List<List<BootDisk>> disks,
            AcceleratorChoice accelerator,
            Appliance appliance,
            Path runtimeDirectory,
            Path logDirectory,
            Duration timeout)
            throws GuestException, InterruptedException;
}

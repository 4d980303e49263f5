package io.berth.run;

import io.berth.guest.AcceleratorChoice;
import io.berth.guest.Appliance;
import io.berth.guest.Fleet;
import io.berth.guest.GuestException;
import io.berth.guest.QemuHypervisor;
import io.berth.plan.GuestConfig;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Boots the guests that operations on a running guest need, a new one for each.
 *
 * @param sockets a directory with a short path
 */
record OperationGuests(
        QemuHypervisor hypervisor,
        AcceleratorChoice accelerator,
        Appliance appliance,
        Path sockets) {

    /** As {@link Fleets} gives one guest. */
    private static final Duration BOOT_LIMIT = Duration.ofSeconds(80);

    /** One guest, with its logs in a directory. */
    Fleet boot(GuestConfig config, Path logs) throws GuestException, InterruptedException {
        return hypervisor.boot(config, 1, accelerator, appliance, sockets, logs, BOOT_LIMIT);
    }
}

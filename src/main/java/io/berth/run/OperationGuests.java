package io.berth.run;

import io.berth.guest.AcceleratorChoice;
import io.berth.guest.Appliance;
import io.berth.guest.QemuHypervisor;
import java.nio.file.Path;

/**
 * Boots the guests that operations on a running guest need, each for one operation.
 *
 * @param runtimeDirectory for sockets
 * @param logs where each boot gets a directory of its own
 */
record OperationGuests(
        QemuHypervisor hypervisor,
        AcceleratorChoice accelerator,
        Appliance appliance,
        Path runtimeDirectory,
        Path logs) {}

package io.berth.run;

import io.berth.guest.AcceleratorChoice;
import io.berth.guest.Appliance;
import io.berth.guest.BootDisk;
import io.berth.guest.Fleet;
import io.berth.guest.Guest;
import io.berth.guest.GuestException;
import io.berth.guest.PluggedDisk;
import io.berth.guest.QemuHypervisor;
import io.berth.image.DiskImage;
import io.berth.plan.DiskConfig;
import io.berth.plan.GuestConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

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

    private static final String SERIAL = "berth-1";

    /** One guest, running, with its disk. */
    record Booted(Fleet fleet, Guest guest, PluggedDisk disk) {}

    /**
     * Boots a guest and gives it a disk, from the boot where it cannot be plugged in.
     *
     * @param logs a directory for the guest's
     */
    Booted boot(GuestConfig config, DiskConfig disk, DiskImage image, Path logs)
            throws GuestException, InterruptedException {
        boolean fromBoot = BootDisk.needed(config, disk);
        List<BootDisk> disks = fromBoot ? List.of(new BootDisk(disk, image, SERIAL)) : List.of();
        Fleet fleet =
                hypervisor.boot(
                        config, List.of(disks), accelerator, appliance, sockets, logs, BOOT_LIMIT);
        try {
            Guest guest = fleet.guests().getFirst();
            return new Booted(
                    fleet,
                    guest,
                    fromBoot ? guest.bootDisks().getFirst() : guest.plug(disk, image, SERIAL));
        } catch (GuestException | InterruptedException | RuntimeException e) {
            fleet.close();
            throw e;
        }
    }
}

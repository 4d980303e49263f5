package io.berth.guest;

import io.berth.image.DiskImage;
import io.berth.plan.DiskConfig;
import io.berth.plan.GuestConfig;
import io.berth.profile.Machine;

/**
 * A disk that a guest has from its boot.
 *
 * @param serial as for {@link Guest#plug}
 */
public record BootDisk(DiskConfig config, DiskImage image, String serial) {

    /**
     * Whether a guest has to be booted with such a disk: IDE and SATA disks cannot be plugged into
     * a running one. On machine type pc all disks are there from the boot, so that a comparison of
     * IDE with another bus compares nothing but the bus.
     */
    public static boolean needed(GuestConfig guest, DiskConfig disk) {
        return guest.machine() == Machine.PC || !Slot.hotPluggable(disk.bus());
    }
}

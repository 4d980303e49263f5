package io.berth.guest;

import io.berth.profile.Bus;
import java.util.Arrays;
import java.util.List;

/** The kernel modules with which a guest sees disks on a bus. */
final class BusModules {

    private BusModules() {}

    static List<String> of(Bus bus) {
        return switch (bus) {
            case VIRTIO_BLK -> List.of("virtio_blk");
            case VIRTIO_SCSI -> List.of("sd_mod", "virtio_scsi");
            case SATA -> List.of("sd_mod", "ahci");
            case IDE -> List.of("sd_mod", "ata_piix");
            case NVME -> List.of("nvme");
        };
    }

    static List<String> all() {
        return Arrays.stream(Bus.values()).flatMap(bus -> of(bus).stream()).distinct().toList();
    }
}

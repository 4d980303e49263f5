package io.berth.host;

import io.berth.profile.Bus;
import java.util.Arrays;
import java.util.List;

/** The kernel modules with which a guest sees disks on a bus. */
public final class BusModules {

    private BusModules() {}

    /** Their names, as modprobe takes them. */
    public static List<String> of(Bus bus) {
        return switch (bus) {
            case VIRTIO_BLK -> List.of("virtio_blk");
            case VIRTIO_SCSI -> List.of("sd_mod", "virtio_scsi");
            case SATA -> List.of("sd_mod", "ahci");
            case IDE -> List.of("sd_mod", "ata_piix");
            case NVME -> List.of("nvme");
        };
    }

    /** Those of all buses. */
    public static List<String> all() {
        return Arrays.stream(Bus.values()).flatMap(bus -> of(bus).stream()).distinct().toList();
    }
}

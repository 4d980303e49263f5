package io.berth.guest;

import io.berth.plan.GuestConfig;
import io.berth.profile.Bus;
import io.berth.profile.Machine;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * A place for one disk in a guest's machine: on q35 a root port of its own, on pc an address on
 * pci.0; for SATA and IDE the port or the channel of the same number.
 *
 * @param number from 1
 */
record Slot(Machine machine, int number) {

    /** How many disks a guest can have at one time: PIIX3 has two channels of two disks each. */
    static final int COUNT = 4;

    private static final int FIRST_ADDRESS = 0x10;

    static List<Slot> of(GuestConfig config) {
        return IntStream.rangeClosed(1, COUNT)
                .mapToObj(number -> new Slot(config.machine(), number))
                .toList();
    }

    /** Whether a disk on a bus can be plugged into a running guest. */
    static boolean hotPluggable(Bus bus) {
        return switch (bus) {
            case VIRTIO_BLK, VIRTIO_SCSI, NVME -> true;
            case SATA, IDE -> false;
        };
    }

    /** Where a PCI device goes. */
    void putPci(ObjectNode device) {
        switch (machine) {
            case Q35 -> device.put("bus", rootPort());
            case PC -> device.put("bus", "pci.0").put("addr", address());
        }
    }

    /** Where an ide-hd goes: every SATA port is a bus, PIIX3's two buses have two units each. */
    void putIde(ObjectNode device) {
        switch (machine) {
            case Q35 -> device.put("bus", "ide." + (number - 1));
            case PC -> device.put("bus", "ide." + (number - 1) / 2).put("unit", (number - 1) % 2);
        }
    }

    /** The option of the root port itself; null where there is none to make. */
    @Nullable String rootPortDevice() {
        return switch (machine) {
            case Q35 ->
                    String.format(
                            Locale.ROOT,
                            "pcie-root-port,id=%s,bus=pcie.0,chassis=%d,slot=%d,addr=%s",
                            rootPort(),
                            number,
                            number,
                            address());
            case PC -> null;
        };
    }

    private String rootPort() {
        return "port" + number;
    }

    private String address() {
        return "0x" + Integer.toHexString(FIRST_ADDRESS + number);
    }
}

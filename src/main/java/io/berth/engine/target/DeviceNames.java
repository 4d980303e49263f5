package io.berth.engine.target;

import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * By which words a block device can be named so that no other is meant: the serial number that it
 * tells, and its names in /dev/disk/by-id. Kernel names (sdb) are none: they change from boot to
 * boot.
 *
 * <p>Device mapper's devices have {@code dm-name-…} and {@code dm-uuid-…} as udev makes them, also
 * where there is no udev. A partition has its disk's words with {@code -part1} after them. A loop
 * device has no serial; what tells it is the absolute path of its backing file.
 */
final class DeviceNames {

    /** What udev found out: see udevadm-info(8). */
    private static final List<String> UDEV =
            List.of("E:ID_SERIAL_SHORT=", "E:ID_SERIAL=", "E:ID_WWN_WITH_EXTENSION=", "E:ID_WWN=");

    /** The kernel's own, below a disk's directory. */
    private static final List<String> ATTRIBUTES =
            List.of("serial", "device/serial", "wwid", "device/wwid");

    /** SCSI's page of the serial: four bytes of header, then text (SPC-4, 7.8.17). */
    private static final String VPD_SERIAL = "device/vpd_pg80";

    private static final int VPD_HEADER_BYTES = 4;

    private final Kernel kernel;

    DeviceNames(Kernel kernel) {
        this.kernel = kernel;
    }

    /** The words, the most telling one first; empty if nothing identifies the device. */
    Set<String> of(String number) {
        Path device = kernel.device(number);
        boolean partition = Kernel.isPartition(device);
        Path disk = partition ? Objects.requireNonNull(device.getParent()) : device;
        String suffix =
                partition ? "-part" + kernel.text(device.resolve("partition")).orElse("?") : "";
        Set<String> names = new LinkedHashSet<>();
        kernel.text(disk.resolve("loop/backing_file"))
                .map(Kernel::unescaped)
                .ifPresent(path -> names.add(path + suffix));
        for (String attribute : ATTRIBUTES) {
            kernel.text(disk.resolve(attribute)).ifPresent(text -> names.add(text + suffix));
        }
        kernel.text(disk.resolve(VPD_SERIAL))
                .filter(page -> page.length() > VPD_HEADER_BYTES)
                .map(page -> page.substring(VPD_HEADER_BYTES).strip())
                .filter(serial -> !serial.isEmpty())
                .ifPresent(serial -> names.add(serial + suffix));
        ofUdev(kernel.numberOf(disk)).forEach(text -> names.add(text + suffix));
        kernel.text(disk.resolve("dm/name"))
                .ifPresent(name -> names.add("dm-name-" + name + suffix));
        kernel.text(disk.resolve("dm/uuid"))
                .ifPresent(uuid -> names.add("dm-uuid-" + uuid + suffix));
        for (Path link : kernel.entries(kernel.byId())) {
            if (kernel.blockNumber(link).equals(Optional.of(number))) {
                names.add(String.valueOf(link.getFileName()));
            }
        }
        return names;
    }

    private List<String> ofUdev(String number) {
        List<String> lines =
                kernel.text(kernel.udev().resolve("b" + number)).stream()
                        .flatMap(String::lines)
                        .toList();
        return UDEV.stream()
                .flatMap(
                        key ->
                                lines.stream()
                                        .filter(line -> line.startsWith(key))
                                        .map(line -> line.substring(key.length()).strip()))
                .filter(value -> !value.isEmpty())
                .toList();
    }
}

package io.berth.guest;

import io.berth.host.BusModules;
import io.berth.profile.Bus;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a guest shows of a disk.
 *
 * @param device its name, without /dev
 * @param virtualBytes its size
 * @param writeCache queue/write_cache: {@code write back} or {@code write through}
 * @param discardMaxBytes queue/discard_max_bytes; 0 if the disk takes no discards
 * @param queues the hardware queues that the kernel uses
 * @param driver of the virtio or PCI device that the disk hangs on: {@code virtio_blk}, {@code
 *     ahci}
 * @param features of a virtio device, as agreed with its driver, a 0 or 1 for each bit from bit 0
 *     on; null for others
 */
record GuestDisk(
        String device,
        long virtualBytes,
        String writeCache,
        long discardMaxBytes,
        int queues,
        String driver,
        @Nullable String features) {

    /** VIRTIO_F_RING_PACKED (include/uapi/linux/virtio_config.h). */
    private static final int PACKED_BIT = 34;

    /**
     * Finds a disk by its serial, soon, and prints these. Virtio and NVMe show the serial as text;
     * SCSI, and libata with it, as VPD page 0x80 behind a header of four bytes.
     */
    private static final String FIND =
            """
            n=0
            while [ $n -lt $2 ]; do
              for d in /sys/block/*; do
                s=
                if [ -r $d/serial ]; then read -r s < $d/serial
                elif [ -r $d/device/serial ]; then read -r s < $d/device/serial
                elif [ -r $d/device/vpd_pg80 ]; then s=$(tail -c +5 $d/device/vpd_pg80); s=$(echo $s)
                fi
                [ "$s" = "$1" ] || continue
                p=$(readlink -f $d/device)
                while [ "$p" != /sys ] && [ -n "$p" ]; do
                  k=$(readlink $p/subsystem)
                  case ${k##*/} in virtio | pci) break ;; esac
                  p=${p%/*}
                done
                r=$(readlink $p/driver)
                q=0; for m in $d/mq/*; do q=$((q + 1)); done
                echo "${d##*/}"; cat $d/size $d/queue/write_cache $d/queue/discard_max_bytes
                echo $q; echo "${r##*/}"
                [ -r $p/features ] && cat $p/features || echo none
                exit 0
              done
              n=$((n + 1)); sleep 0.01
            done
            exit 1
            """;

    /** Waits until the guest shows it. */
    static GuestDisk find(String where, QemuAgent agent, Bus bus, String serial, Duration timeout)
            throws GuestException, InterruptedException {
        long tries = Math.max(1, timeout.toMillis() / 10);
        ExecResult found =
                agent.exec(
                        List.of("/bin/sh", "-c", FIND, "find", serial, Long.toString(tries)),
                        timeout.plusSeconds(30));
        List<String> lines = found.outText().lines().toList();
        if (found.exitCode() != 0 || lines.size() != 7) {
            throw new GuestException(
                    where,
                    String.format(
                            Locale.ROOT,
                            "shows no disk with serial %s on bus %s within %d s %s",
                            serial,
                            bus.word(),
                            timeout.toSeconds(),
                            found),
                    remedy(bus));
        }
        return new GuestDisk(
                lines.get(0),
                Long.parseLong(lines.get(1)) * 512,
                lines.get(2),
                Long.parseLong(lines.get(3)),
                Integer.parseInt(lines.get(4)),
                lines.get(5),
                lines.get(6).equals("none") ? null : lines.get(6));
    }

    private static String remedy(Bus bus) {
        String modules = String.join(", ", BusModules.of(bus));
        return Slot.hotPluggable(bus)
                ? "the guest's kernel needs "
                        + modules
                        + " and PCI hot-plug (CONFIG_HOTPLUG_PCI_ACPI or CONFIG_HOTPLUG_PCI_PCIE)"
                : "the guest's kernel needs "
                        + modules
                        + ": Debian's linux-image-amd64 has all of them";
    }

    /** Whether the virtqueues have the packed layout; null if there are none. */
    @Nullable Boolean packed() {
        return features == null || features.length() <= PACKED_BIT
                ? null
                : (Boolean) (features.charAt(PACKED_BIT) == '1');
    }

    /** The bus, by its driver in the guest; the driver's own name if it is none of ours. */
    String bus() {
        return switch (driver) {
            case "virtio_blk" -> Bus.VIRTIO_BLK.word();
            case "virtio_scsi" -> Bus.VIRTIO_SCSI.word();
            case "ahci" -> Bus.SATA.word();
            case "ata_piix" -> Bus.IDE.word();
            case "nvme" -> Bus.NVME.word();
            default -> driver;
        };
    }
}

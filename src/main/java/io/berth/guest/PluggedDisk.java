package io.berth.guest;

import io.berth.image.DiskImage;
import io.berth.plan.DiskConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * A disk that a guest has.
 *
 * @param serial its own in this guest
 * @param guestDevice its name in the guest, without /dev ({@code vdb})
 * @param files the files of its image, as QEMU has opened them
 * @param wiring what QEMU was told
 * @param booted whether the guest was booted with it, so that it cannot be pulled out
 * @param plugTime until the guest showed it; zero if it was booted with it
 */
public record PluggedDisk(
        String serial,
        String guestDevice,
        DiskConfig config,
        DiskImage files,
        DiskWiring wiring,
        Slot slot,
        boolean booted,
        Duration plugTime) {

    /** The active image, or the block device. */
    public Path image() {
        return files.active();
    }

    /**
     * Whether the {@code qdev} of query-block and query-blockstats is this disk: its id, or the
     * path of its part that holds the block backend ({@code
     * /machine/peripheral/ID/virtio-backend}).
     */
    boolean isDevice(String qdev) {
        return qdev.equals(wiring.deviceId())
                || qdev.startsWith("/machine/peripheral/" + wiring.deviceId() + "/");
    }

    /**
     * The QMP commands that plugged it in, in order, each as one line of JSON; none if the guest
     * was booted with it, since all is on QEMU's command line then.
     */
    public List<String> commands() {
        return booted ? List.of() : wiring.commands().stream().map(QmpCommand::text).toList();
    }
}

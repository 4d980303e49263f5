package io.berth.guest;

import io.berth.plan.DiskConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A disk that is plugged into a guest.
 *
 * @param guestDevice its name in the guest, without /dev ({@code vdb})
 * @param deviceId QEMU's id of the device
 * @param protocolNode the block node that opens the file
 * @param formatNode the block node that the device reads
 * @param iothreadId QEMU's id of the disk's own iothread; null if it has none
 * @param port the pcie-root-port it sits in
 * @param plugTime until the guest showed it
 */
public record PluggedDisk(
        String serial,
        String guestDevice,
        DiskConfig config,
        Path image,
        String deviceId,
        String protocolNode,
        String formatNode,
        @Nullable String iothreadId,
        String port,
        Duration plugTime) {

    /** The QMP commands that plugged it in, in order, each as one line of JSON. */
    public List<String> commands() {
        return HotPlug.commands(this);
    }
}

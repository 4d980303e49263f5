package io.berth.host;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;

/**
 * How much of a block device the host's page cache holds. fincore does not tell it of devices, so
 * pages spread over the device are asked about one by one (mincore(2), which is what {@code
 * MappedByteBuffer.isLoaded} calls).
 */
final class DeviceCache {

    private static final Duration LIMIT = Duration.ofMinutes(20);
    private static final int PAGES = 1000;
    private static final int PAGE_BYTES = 4096;

    private DeviceCache() {}

    /** Writes the device's pages back and drops them (ioctl BLKFLSBUF, for root). */
    static void drop(Path device) {
        Commands.runChecked(LIMIT, "blockdev", "--flushbufs", device.toString());
    }

    /** The share of the device that is in the page cache, to a thousandth. */
    static double residentShare(Path device) {
        int resident = 0;
        try (FileChannel channel = FileChannel.open(device, StandardOpenOption.READ)) {
            long pages = channel.size() / PAGE_BYTES;
            long step = Math.max(1, pages / PAGES);
            int asked = 0;
            for (long page = 0; page < pages; page += step) {
                asked++;
                var mapped =
                        channel.map(FileChannel.MapMode.READ_ONLY, page * PAGE_BYTES, PAGE_BYTES);
                if (mapped.isLoaded()) {
                    resident++;
                }
            }
            return asked == 0 ? 0 : (double) resident / asked;
        } catch (IOException e) {
            throw new HostException(
                    device + " cannot be examined: " + e.getMessage(), "run as root", e);
        }
    }
}

package io.berth.host;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Putting an image's dirty pages onto the device, timed.
 *
 * <p>After a buffered write workload much of what guests wrote is still in the host's memory; the
 * time that this takes belongs to the sustained rate.
 */
public final class Drain {

    /** 64 GiB of dirty pages at 60 MB/s. */
    private static final Duration LIMIT = Duration.ofMinutes(20);

    private Drain() {}

    /**
     * fdatasync(2) of each image, one after another.
     *
     * @return wall time, of which starting the command (coreutils' sync) is some 2 ms
     * @throws HostException if an image cannot be written back
     */
    public static Duration drain(List<Path> images) {
        if (images.isEmpty()) {
            return Duration.ZERO;
        }
        List<String> argv = new ArrayList<>(List.of("sync", "--data", "--"));
        images.forEach(image -> argv.add(image.toString()));
        return Commands.runChecked(LIMIT, argv).elapsed();
    }
}

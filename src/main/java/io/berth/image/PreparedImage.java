package io.berth.image;

import io.berth.plan.ImageConfig;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An image that was made, filled if its contents ask for it, and read back.
 *
 * @param guest whose disk it is, from 1
 * @param file absolute
 * @param command the {@code qemu-img create} command line that made it
 * @param createMs wall time of that command
 * @param createdAllocatedBytes blocks allocated on the host after creation, before any fill
 * @param fillMs wall time of writing it full, maybe beside another one; null for fresh contents
 * @param allocatedBytes blocks allocated on the host once it was ready
 */
public record PreparedImage(
        int guest,
        Path file,
        ImageConfig config,
        List<String> command,
        double createMs,
        long createdAllocatedBytes,
        @Nullable Double fillMs,
        long allocatedBytes) {

    /** How QEMU has to open it. */
    public DiskImage disk() {
        return DiskImage.of(file, config.format());
    }
}

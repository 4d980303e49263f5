package io.berth.image;

import io.berth.plan.ImageConfig;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An image that was made, filled if its contents ask for it, and read back.
 *
 * @param guest whose disk it is, from 1
 * @param disk how QEMU has to open it
 * @param files all its files: the active image, its extents and data file, its backing files
 * @param commands the command lines that made it, in order
 * @param createMs wall time of these commands together
 * @param createdAllocatedBytes blocks allocated on the host after creation, before any fill; over
 *     all files, as the next
 * @param fillMs wall time of writing it full, maybe beside another one; null for fresh contents
 * @param allocatedBytes blocks allocated on the host once it was ready
 */
public record PreparedImage(
        int guest,
        ImageConfig config,
        DiskImage disk,
        List<File> files,
        List<List<String>> commands,
        double createMs,
        long createdAllocatedBytes,
        @Nullable Double fillMs,
        long allocatedBytes) {

    /** A file of an image, with its role as {@link io.berth.results.ImageFile} names it. */
    public record File(String role, Path path) {}

    public PreparedImage {
        files = List.copyOf(files);
        commands = List.copyOf(commands);
    }

    /** The active image; a device for a disk on one. */
    public Path file() {
        return disk.active();
    }

    /** The paths of all its files. */
    public List<Path> paths() {
        return files.stream().map(File::path).toList();
    }
}

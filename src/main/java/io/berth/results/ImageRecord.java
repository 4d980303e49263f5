package io.berth.results;

import io.berth.plan.ImageConfig;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An image as it was made and read back with {@code qemu-img info}.
 *
 * @param guest whose disk it is, from 1
 * @param file the image's path
 * @param commands the command lines that made it, in order; the first is {@code qemu-img create}
 * @param createMs wall time of these commands together
 * @param createdAllocatedBytes blocks allocated on the host after creation, before any fill
 * @param fillMs wall time of writing it full, null for fresh contents
 * @param apparentBytes the file's length
 * @param allocatedBytes blocks allocated on the host when the measurement starts
 * @param allocatedAfterBytes the same after the measurement; null if it did not get that far
 * @param virtualBytes the size the guest sees, as qemu-img reads it
 * @param files all files of the image, as they are when the measurement starts
 * @param check what {@code qemu-img check} found after the measurement; null if it did not get that
 *     far
 * @param infoJson {@code qemu-img info --output=json}, whole
 */
public record ImageRecord(
        int guest,
        String file,
        ImageConfig config,
        List<List<String>> commands,
        double createMs,
        long createdAllocatedBytes,
        @Nullable Double fillMs,
        long apparentBytes,
        long allocatedBytes,
        @Nullable Long allocatedAfterBytes,
        long virtualBytes,
        List<ImageFile> files,
        @Nullable ImageCheck check,
        String infoJson) {}

package io.berth.results;

import org.jspecify.annotations.Nullable;

/**
 * What {@code qemu-img check} found in an image.
 *
 * @param supported whether the format has a check; where it has none all else is null or 0
 * @param exit qemu-img's exit code: 0 sound, 1 not checked, 2 corrupt, 3 leaks, 63 not supported
 * @param corruptions clusters whose metadata are wrong
 * @param leaks clusters that are allocated and not used: they cost space, not data
 * @param checkErrors parts that could not be checked
 * @param totalClusters of the disk; null where the format does not tell, as for the next
 * @param allocatedClusters those that have data
 * @param fragmentedClusters those that do not follow the one before them in the file
 * @param compressedClusters those that are compressed
 * @param text what qemu-img said that is no figure; empty if nothing
 */
public record ImageCheck(
        boolean supported,
        int exit,
        long corruptions,
        long leaks,
        long checkErrors,
        @Nullable Long totalClusters,
        @Nullable Long allocatedClusters,
        @Nullable Long fragmentedClusters,
        @Nullable Long compressedClusters,
        String text) {

    /** Of a format without a check. */
    public static final ImageCheck NOT_SUPPORTED =
            new ImageCheck(false, 63, 0, 0, 0, null, null, null, null, "");

    /** Whether data may be lost: anything but leaks. */
    public boolean corrupt() {
        return supported && (corruptions > 0 || checkErrors > 0 || (exit != 0 && exit != 3));
    }
}

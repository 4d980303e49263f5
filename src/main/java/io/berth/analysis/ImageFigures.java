package io.berth.analysis;

import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * What making one kind of image costs, and what it takes. Sizes are sums over all files of an
 * image: backing files, extents and data files too.
 *
 * @param image {@link io.berth.plan.ImageConfig#slug()}
 * @param size in words: {@code 4GiB}
 * @param features what else it is, in words: {@code encrypted}, {@code backing.depth=8}
 * @param files of each image
 * @param createMs wall time of the commands that made it, over the images made; of the operation
 *     create if no case has such images
 * @param measuredCreateMs wall time of the operation create over its blocks; null if the run has
 *     none of this image
 * @param apparentBytes the files' length
 * @param createdAllocatedBytes allocated on the host right after creation
 * @param fillMs wall time of writing it full; null for fresh contents
 * @param startAllocatedBytes allocated when a measurement starts; null if none did
 * @param afterAllocatedBytes allocated after a measurement; null if none got that far
 * @param check what qemu-img check found after the measurements; null if it was not asked
 * @param command an exact {@code qemu-img create} command line
 */
public record ImageFigures(
        String image,
        String size,
        long virtualBytes,
        String format,
        String preallocation,
        String contents,
        SortedMap<String, String> options,
        List<String> features,
        int files,
        Spread createMs,
        @Nullable Spread measuredCreateMs,
        Spread apparentBytes,
        Spread createdAllocatedBytes,
        @Nullable Spread fillMs,
        @Nullable Spread startAllocatedBytes,
        @Nullable Spread afterAllocatedBytes,
        @Nullable Checks check,
        String command) {

    /**
     * What {@code qemu-img check} found in images of one kind.
     *
     * @param supported whether the format has a check; if not, all else is 0 or null
     * @param images how many were checked
     * @param corrupt how many of them may have lost data
     * @param corruptions clusters with wrong metadata, of all images
     * @param checkErrors parts that could not be checked, of all images
     * @param leaking how many images have leaks
     * @param leaks clusters that are allocated and not used, of all images
     * @param allocatedShare of the disk's clusters; null where the format does not tell, as for the
     *     next
     * @param fragmentedShare of the allocated clusters: those that do not follow the one before
     * @param compressedShare of the allocated clusters
     */
    public record Checks(
            boolean supported,
            int images,
            int corrupt,
            long corruptions,
            long checkErrors,
            int leaking,
            long leaks,
            @Nullable Spread allocatedShare,
            @Nullable Spread fragmentedShare,
            @Nullable Spread compressedShare) {}
}

package io.berth.analysis;

import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * What making one kind of image costs, and what it takes.
 *
 * @param image {@link io.berth.plan.ImageConfig#slug()}
 * @param size in words: {@code 4GiB}
 * @param createMs wall time of {@code qemu-img create}, over the images made
 * @param apparentBytes the files' length
 * @param createdAllocatedBytes allocated on the host right after creation
 * @param fillMs wall time of writing it full; null for fresh contents
 * @param startAllocatedBytes allocated when a measurement starts
 * @param afterAllocatedBytes allocated after a measurement; null if none got that far
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
        Spread createMs,
        Spread apparentBytes,
        Spread createdAllocatedBytes,
        @Nullable Spread fillMs,
        Spread startAllocatedBytes,
        @Nullable Spread afterAllocatedBytes,
        String command) {}

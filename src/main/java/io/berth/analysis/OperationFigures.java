package io.berth.analysis;

import io.berth.results.Notice;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * What one operation cost, over its blocks.
 *
 * @param id of {@link io.berth.plan.OperationCase}
 * @param label in words: {@code convert raw → qcow2, compressed, preallocation=full}
 * @param operation its kind: {@code convert}
 * @param said the kind with what it was told: {@code convert raw → qcow2, compressed}
 * @param disk what it began with, of what differs among the plan's operations; empty if nothing
 * @param blocks every planned block, in order
 * @param measuredBlocks how many of them completed
 * @param wallMs of the commands; null if no block completed, as for the next
 * @param cpuMs user and system, of the processes that did it
 * @param syncMs until what was written was on the device, after wallMs
 * @param deviceReadBytes of the device under the storage, by anyone
 * @param deviceWriteBytes the same, written
 * @param before the image that it began with
 * @param after what it left
 * @param moved what the throughput counts: {@code virtual} or {@code allocated}; null for
 *     operations without one
 * @param bytesPerSecond these bytes ÷ wall and sync time
 * @param notices each once
 * @param commands what was run and timed in one block, quoted for a shell
 */
public record OperationFigures(
        String id,
        String label,
        String operation,
        String said,
        String disk,
        SortedMap<String, String> factors,
        List<BlockOperation> blocks,
        int measuredBlocks,
        @Nullable Spread wallMs,
        @Nullable Spread cpuMs,
        @Nullable Spread syncMs,
        @Nullable Spread deviceReadBytes,
        @Nullable Spread deviceWriteBytes,
        @Nullable Size before,
        @Nullable Size after,
        @Nullable String moved,
        @Nullable Spread bytesPerSecond,
        List<Notice> notices,
        List<String> commands) {

    /**
     * One block.
     *
     * @param status completed, failed, skipped or pending
     * @param reason why it did not complete
     * @param wallMs null if it did not get that far, as for the next
     * @param afterAllocatedBytes what it left, on the host
     */
    public record BlockOperation(
            int block,
            String status,
            @Nullable String reason,
            @Nullable Double wallMs,
            @Nullable Double cpuMs,
            @Nullable Double syncMs,
            @Nullable Long deviceWriteBytes,
            @Nullable Long afterAllocatedBytes) {}

    /**
     * An image's size over blocks, summed over its files.
     *
     * @param virtualBytes null for what is no image
     */
    public record Size(
            @Nullable Spread virtualBytes, Spread apparentBytes, Spread allocatedBytes) {}
}

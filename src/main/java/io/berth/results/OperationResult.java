package io.berth.results;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one operation cost in one block: operation.json.
 *
 * @param caseId the operation's id in the plan
 * @param reason why it failed or was skipped, with the remedy; null if it completed
 * @param elapsedMs of the whole case, preparation and checks included
 * @param commands what was run and timed, in order: argument lists, or QMP commands as one string
 * @param wallMs of the commands alone; null if it did not get that far, as for the next
 * @param userMs CPU of the processes that did it, in user mode; of QEMU where a guest's QEMU did it
 * @param systemMs the same in the kernel
 * @param syncMs until what was written was on the device (fdatasync of the files), after wallMs
 * @param deviceReadBytes of the block device under the storage, from before the commands to after
 *     the sync, whoever caused it; null where no device is known
 * @param deviceWriteBytes the same, written
 * @param before the image that it began with
 * @param after what it left: the image, or for convert and the copies the new one
 * @param notices what a reader must know next to the numbers
 */
public record OperationResult(
        int schemaVersion,
        String caseId,
        int block,
        Status status,
        @Nullable String reason,
        Instant startedAt,
        long elapsedMs,
        List<List<String>> commands,
        @Nullable Double wallMs,
        @Nullable Double userMs,
        @Nullable Double systemMs,
        @Nullable Double syncMs,
        @Nullable Long deviceReadBytes,
        @Nullable Long deviceWriteBytes,
        @Nullable Extent before,
        @Nullable Extent after,
        List<Notice> notices) {

    /** The version of operation.json's layout. */
    public static final int SCHEMA_VERSION = 1;

    /**
     * The size of an image, summed over its files.
     *
     * @param virtualBytes what a guest would see; null for what is no image (an archive, a saved
     *     memory)
     * @param apparentBytes the files' lengths
     * @param allocatedBytes blocks allocated on the host
     * @param files with their roles
     */
    public record Extent(
            @Nullable Long virtualBytes,
            long apparentBytes,
            long allocatedBytes,
            List<ImageFile> files) {}
}

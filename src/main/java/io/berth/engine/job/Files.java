package io.berth.engine.job;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a job's I/O goes.
 *
 * @param paths regular files or block devices, at least one
 * @param size of all files together, from {@code offset} on; null for all that each has
 * @param fileSizeBytes {@code filesize}: what each file is created with; 0 to derive it from size
 * @param offset of the region within each file
 * @param offsetIncrementBytes added to the offset for each clone of the job, already counted: see
 *     {@link Job#number}; 0 for none
 * @param service {@code file_service_type}: which file is next
 * @param allocation {@code fallocate}: how a new file gets its blocks
 * @param create whether a missing file is made ({@code allow_file_create}, {@code create_on_open})
 * @param readOnly whether the run may write nothing ({@code --readonly})
 * @param overwrite {@code overwrite}: a new file is written before it is overwritten
 * @param invalidate whether the page cache drops the file before the job begins
 * @param unlink whether the file is removed when the job is done
 */
public record Files(
        List<Path> paths,
        @Nullable Amount size,
        long fileSizeBytes,
        @Nullable Amount offset,
        long offsetIncrementBytes,
        Service service,
        Allocation allocation,
        boolean create,
        boolean readOnly,
        boolean overwrite,
        boolean invalidate,
        boolean unlink) {

    /** fio's {@code file_service_type}. */
    public enum Service {
        ROUNDROBIN,
        RANDOM,
        SEQUENTIAL
    }

    /** fio's {@code fallocate}. */
    public enum Allocation {
        NONE,
        NATIVE,
        POSIX,
        KEEP,
        TRUNCATE
    }

    public Files {
        paths = List.copyOf(paths);
    }

    /** All of one existing file or device. */
    public static Files existing(Path path, @Nullable Amount size) {
        return new Files(
                List.of(path),
                size,
                0,
                null,
                0,
                Service.ROUNDROBIN,
                Allocation.NATIVE,
                false,
                false,
                false,
                true,
                false);
    }
}

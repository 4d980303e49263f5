package io.berth.engine.target;

import io.berth.engine.job.Amount;
import io.berth.engine.job.Files;
import io.berth.engine.job.Job;
import io.berth.units.ByteSize;
import java.nio.file.Path;

/**
 * Which part of each file a job works on, by fio's rules (setup_files and get_start_offset in
 * filesetup.c of 3.33): size is shared out evenly, what does not divide goes to the first files a
 * block each; a size in percent is of what is there; an offset in percent is rounded up to a block;
 * each further clone begins offset_increment later.
 *
 * @param offsetBytes where the part begins
 * @param lengthBytes a multiple of the job's smallest block
 * @param endBytes how long the file must be for it, before rounding down to blocks
 */
record Geometry(long offsetBytes, long lengthBytes, long endBytes) {

    /**
     * The part of one file.
     *
     * @param index which of the job's files, from 0
     * @param path for messages
     * @param presentBytes how long it is, or will be by an earlier job; 0 if it is missing
     */
    static Geometry of(Job job, int index, Path path, long presentBytes) {
        Files files = job.files();
        long block = job.access().minBytes();
        long offset = offset(job, block, presentBytes);
        long length = length(files, index, block, presentBytes, offset);
        if (length == 0 && presentBytes == 0) {
            throw Refusal.job(
                    job,
                    path + " is empty or missing, and the job does not say how large it is to be",
                    "give size in bytes");
        }
        if (length <= 0) {
            throw Refusal.job(
                    job,
                    path
                            + " is "
                            + ByteSize.of(presentBytes).display()
                            + ", and the job begins at "
                            + ByteSize.of(offset).display(),
                    "give a smaller offset or offset_increment, or a larger filesize");
        }
        length = percent(files, block, length, offset);
        long whole = length - length % block;
        if (whole == 0) {
            throw Refusal.job(
                    job,
                    ByteSize.of(length).display()
                            + " of "
                            + path
                            + " are less than a block of "
                            + ByteSize.of(block).display(),
                    "give a larger size, or a smaller bs");
        }
        return new Geometry(offset, whole, Math.addExact(offset, length));
    }

    private static long offset(Job job, long block, long presentBytes) {
        long increment = Math.multiplyExact(job.files().offsetIncrementBytes(), job.number());
        return switch (job.files().offset()) {
            case null -> increment;
            case Amount.Bytes bytes -> Math.addExact(bytes.bytes(), increment);
            case Amount.Percent percent ->
                    Math.ceilDiv(share(presentBytes, percent.percent()) + increment, block) * block;
        };
    }

    private static long length(Files files, int index, long block, long presentBytes, long offset) {
        if (files.fileSizeBytes() > 0) {
            return files.fileSizeBytes() - offset;
        }
        if (!(files.size() instanceof Amount.Bytes size) || size.bytes() == 0) {
            return presentBytes - offset;
        }
        int count = files.paths().size();
        long each = size.bytes() / count;
        long further = (size.bytes() - each * count) / block;
        return each + (index < further ? block : 0);
    }

    private static long percent(Files files, long block, long length, long offset) {
        if (!(files.size() instanceof Amount.Percent percent) || percent.percent() == 100) {
            return length;
        }
        long part = Math.min(share(offset + length, percent.percent()), length);
        return part - part % block;
    }

    /** Without overflow, for sizes up to 2^63 / 100 as well as above. */
    private static long share(long bytes, int percent) {
        return bytes / 100 * percent + bytes % 100 * percent / 100;
    }
}

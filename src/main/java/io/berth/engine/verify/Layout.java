package io.berth.engine.verify;

import io.berth.engine.job.BlockSizes;
import io.berth.engine.job.EngineException;
import io.berth.engine.job.Job;
import io.berth.engine.job.Verify.Checksum;

/**
 * How blocks are laid out: each {@code intervalBytes} begin with a header, then the checksum, then
 * data.
 *
 * <p>The header is that of fio 3.33 ({@code struct verify_header} in verify.h, 40 bytes, little
 * endian here also where fio would use the machine's order):
 *
 * <pre>
 * at  0  2 bytes  magic, 0xacca
 *     2  2        the checksum's number (enum in verify.h)
 *     4  4        bytes under this header, itself included
 *     8  8        seed of the data; here the number of the run that wrote it
 *    16  8        offset in the file
 *    24  4        seconds, 28: nanoseconds of the write's time
 *    32  2        number of the job
 *    34  2        number of the write, its low 16 bits
 *    36  4        crc32c of the bytes before it, not inverted at the end
 * </pre>
 *
 * fio has this layout up to version 3.40; from 3.41 on it is another, with 0x81 in byte 2.
 */
record Layout(Checksum checksum, int intervalBytes) {

    static final int HEADER_BYTES = 40;
    static final int MAGIC = 0xacca;

    static final int AT_MAGIC = 0;
    static final int AT_TYPE = 2;
    static final int AT_LENGTH = 4;
    static final int AT_SEED = 8;
    static final int AT_OFFSET = 16;
    static final int AT_SECONDS = 24;
    static final int AT_NANOS = 28;
    static final int AT_JOB = 32;
    static final int AT_NUMBER = 34;
    static final int AT_CRC = 36;

    /**
     * The layout of a job's blocks. fio's rule: {@code verify_interval} where it divides all block
     * sizes, else their greatest common divisor.
     *
     * @throws EngineException if its blocks cannot hold a header each, or would overlap by parts
     */
    static Layout of(Job job) {
        Checksum checksum = job.verify().checksum();
        boolean writes = job.access().rw().writes();
        long common = divisor(writes ? job.access().write() : job.access().read());
        long wanted = job.verify().intervalBytes();
        long interval = wanted > 0 && common % wanted == 0 ? wanted : common;
        int least = HEADER_BYTES + Sum.bytesOf(checksum);
        if (interval <= least || interval > Integer.MAX_VALUE) {
            throw refused(
                    job,
                    "verify="
                            + Sum.word(checksum)
                            + " needs more than "
                            + least
                            + " bytes under each checksum, but there are "
                            + interval,
                    "give larger bs or verify_interval");
        }
        requireMultiple(job, "blockalign", job.access().blockAlignBytes(), interval);
        requireMultiple(job, "the step of rw", job.access().sequentialStepBytes(), interval);
        return new Layout(checksum, (int) interval);
    }

    /** Blocks at other places than multiples would write over the middle of each other. */
    private static void requireMultiple(Job job, String what, long bytes, long intervalBytes) {
        if (bytes % intervalBytes != 0) {
            throw refused(
                    job,
                    what
                            + " is "
                            + bytes
                            + " bytes, which puts blocks over parts of each other's "
                            + intervalBytes
                            + " bytes under a checksum",
                    "give a multiple of it, or a verify_interval that divides both");
        }
    }

    private static EngineException refused(Job job, String what, String remedy) {
        return new EngineException(
                EngineException.Cause.JOB, job.name() + ": " + what + "; " + remedy);
    }

    private static long divisor(BlockSizes sizes) {
        long divisor = 0;
        for (BlockSizes.Part part : sizes.parts()) {
            divisor = gcd(gcd(divisor, part.minBytes()), part.maxBytes());
        }
        return divisor;
    }

    private static long gcd(long a, long b) {
        return b == 0 ? a : gcd(b, a % b);
    }
}

package io.berth.engine.job;

/**
 * Which I/Os a job does.
 *
 * @param rwmixread percent of reads where it reads and writes
 * @param read block sizes of reads
 * @param write block sizes of writes
 * @param blockAlignBytes alignment of random offsets; 0 for the smallest block size
 * @param sequentialCount random offsets are followed by this many I/Os in sequence less one ({@code
 *     rw=randread:8}); for sequential I/O see the next; 1 for none
 * @param sequentialStepBytes added to the offset after each sequential I/O ({@code rw=write:4k};
 *     may be negative); 0 for none
 * @param norandommap whether blocks may repeat before all were covered
 */
public record Access(
        Rw rw,
        int rwmixread,
        BlockSizes read,
        BlockSizes write,
        long blockAlignBytes,
        int sequentialCount,
        long sequentialStepBytes,
        Distribution distribution,
        boolean norandommap) {

    /** The largest block size of either direction that is used. */
    public long maxBytes() {
        return Math.max(rw.reads() ? read.maxBytes() : 0, rw.writes() ? write.maxBytes() : 0);
    }

    /** The smallest block size of either direction that is used. */
    public long minBytes() {
        return Math.min(
                rw.reads() ? read.minBytes() : Long.MAX_VALUE,
                rw.writes() ? write.minBytes() : Long.MAX_VALUE);
    }
}

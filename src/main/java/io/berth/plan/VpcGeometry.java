package io.berth.plan;

/**
 * The size that a VHD gets from its cylinders, heads and sectors, by the algorithm of the Virtual
 * Hard Disk Image Format Specification, appendix "CHS Calculation" (qemu/block/vpc.c,
 * calculate_geometry).
 */
final class VpcGeometry {

    private static final int SECTOR_BYTES = 512;
    private static final long SECTORS_MAX = 65_535L * 16 * 255;

    private VpcGeometry() {}

    /** Whether a disk of this size has exactly it. */
    static boolean isExact(long bytes) {
        long wanted = bytes / SECTOR_BYTES;
        // QEMU keeps the size that was asked for where no geometry reaches it.
        return wanted > SECTORS_MAX || sectors(wanted) == wanted;
    }

    private static long sectors(long wanted) {
        long sectors;
        long cylindersTimesHeads;
        long heads;
        if (wanted >= 65_535L * 16 * 63) {
            sectors = 255;
            heads = 16;
            cylindersTimesHeads = wanted / sectors;
        } else {
            sectors = 17;
            cylindersTimesHeads = wanted / sectors;
            heads = Math.max(4, (cylindersTimesHeads + 1023) / 1024);
            if (cylindersTimesHeads >= heads * 1024 || heads > 16) {
                sectors = 31;
                heads = 16;
                cylindersTimesHeads = wanted / sectors;
            }
            if (cylindersTimesHeads >= heads * 1024) {
                sectors = 63;
                heads = 16;
                cylindersTimesHeads = wanted / sectors;
            }
        }
        return cylindersTimesHeads / heads * heads * sectors;
    }
}

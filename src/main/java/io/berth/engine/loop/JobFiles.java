package io.berth.engine.loop;

import io.berth.engine.ffi.Descriptor;
import io.berth.engine.ffi.DirectAlignment;
import io.berth.engine.ffi.Errno;
import io.berth.engine.ffi.OpenFlags;
import io.berth.engine.ffi.SystemCallException;
import io.berth.engine.job.BlockSizes;
import io.berth.engine.job.EngineException;
import io.berth.engine.job.EngineException.Cause;
import io.berth.engine.job.IoEngine;
import io.berth.engine.job.Job;
import io.berth.engine.target.Region;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The open files of a job, as the kernel holds them: checked for what direct I/O demands.
 *
 * @param descriptors in the order of the job's files
 * @param alignBytes what direct I/O on them demands, the strictest; 0 if unknown or not direct
 * @param flags those that all files have, read back (F_GETFL)
 */
record JobFiles(List<Descriptor> descriptors, int alignBytes, int flags) implements AutoCloseable {

    private static final Path ZERO = Path.of("/dev/zero");

    JobFiles {
        descriptors = List.copyOf(descriptors);
    }

    /** Opens a job's files and drops them from the page cache if it wants that. */
    static JobFiles open(Job job, List<Region> regions) {
        List<Descriptor> open = new ArrayList<>();
        int alignBytes = 0;
        try {
            for (Region region : regions) {
                Descriptor file = open(job, region);
                open.add(file);
                if (job.queue().direct()) {
                    alignBytes = Math.max(alignBytes, alignment(job, region, file));
                }
            }
            int flags = open.stream().mapToInt(Descriptor::flags).reduce(-1, (a, b) -> a & b);
            return new JobFiles(open, alignBytes, flags);
        } catch (RuntimeException e) {
            open.forEach(Descriptor::close);
            throw e;
        }
    }

    /** As many descriptors of a file without end: reads give zeros, writes go nowhere. */
    static JobFiles forWarmUp(int count) {
        List<Descriptor> open = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            open.add(Descriptor.open(ZERO, OpenFlags.O_RDWR));
        }
        return new JobFiles(open, 0, 0);
    }

    private static Descriptor open(Job job, Region region) {
        boolean writes = job.access().rw().writes() && !job.verify().only();
        int flags = writes ? OpenFlags.O_RDWR : OpenFlags.O_RDONLY;
        flags |= job.queue().direct() ? OpenFlags.O_DIRECT : 0;
        flags |=
                switch (job.sync().open()) {
                    case NONE -> 0;
                    case DSYNC -> OpenFlags.O_DSYNC;
                    case SYNC -> OpenFlags.O_SYNC;
                };
        if (job.queue().ioengine() == IoEngine.FILECHANNEL) {
            // FileChannel opens the file itself; this one only asks about it.
            flags &= ~(OpenFlags.O_RDWR | OpenFlags.O_DIRECT | OpenFlags.O_SYNC);
        }
        try {
            // As fio does: reading a file shall not write its time of access.
            return Descriptor.open(region.file(), flags | OpenFlags.O_NOATIME);
        } catch (SystemCallException e) {
            if (e.errno() != Errno.EPERM) {
                throw refused(job, e);
            }
        }
        try {
            // Only a file's owner may ask for that.
            return Descriptor.open(region.file(), flags);
        } catch (SystemCallException e) {
            throw refused(job, e);
        }
    }

    private static EngineException refused(Job job, SystemCallException e) {
        boolean direct = e.errno() == Errno.EINVAL && job.queue().direct();
        String remedy = direct ? "; its filesystem has no direct I/O: try direct=0" : "";
        return new EngineException(Cause.HOST, job.name() + ": " + e.getMessage() + remedy, e);
    }

    private static int alignment(Job job, Region region, Descriptor file) {
        DirectAlignment demand = file.directAlignment(region.blockDevice());
        if (!demand.known()) {
            return 0;
        }
        int unit = demand.offsetBytes();
        if (unit == 0) {
            throw new EngineException(
                    Cause.HOST,
                    job.name()
                            + ": the filesystem of "
                            + region.file()
                            + " has no direct I/O for it; try direct=0");
        }
        BlockSizes[] used = {
            job.access().rw().reads() ? job.access().read() : job.access().write(),
            job.access().rw().writes() ? job.access().write() : job.access().read()
        };
        for (BlockSizes sizes : used) {
            for (BlockSizes.Part part : sizes.parts()) {
                requireMultiple(job, "bs", part.minBytes(), unit, demand);
            }
        }
        requireMultiple(job, "offset", region.offsetBytes(), unit, demand);
        requireMultiple(job, "blockalign", job.access().blockAlignBytes(), unit, demand);
        return Math.max(unit, demand.memoryBytes());
    }

    private static void requireMultiple(
            Job job, String option, long bytes, int unit, DirectAlignment demand) {
        if (bytes % unit != 0) {
            throw new EngineException(
                    Cause.JOB,
                    job.name()
                            + ": "
                            + option
                            + "="
                            + bytes
                            + " is no multiple of "
                            + unit
                            + " bytes, which direct I/O here demands ("
                            + demand.source()
                            + ")");
        }
    }

    /** Has the page cache drop what it can of the job's regions. */
    void dropCached(List<Region> regions) {
        for (int i = 0; i < regions.size(); i++) {
            Region region = regions.get(i);
            descriptors.get(i).dropCached(region.offsetBytes(), region.lengthBytes());
        }
    }

    /**
     * Tells the kernel what order to expect, as fio does (fadvise_hint=1): it decides how far
     * buffered reads read ahead.
     */
    void advise(List<Region> regions, boolean random) {
        for (int i = 0; i < regions.size(); i++) {
            Region region = regions.get(i);
            descriptors.get(i).adviseOrder(region.offsetBytes(), region.lengthBytes(), random);
        }
    }

    int[] numbers() {
        return descriptors.stream().mapToInt(Descriptor::fd).toArray();
    }

    @Override
    public void close() {
        descriptors.forEach(Descriptor::close);
    }
}

package io.berth.engine.target;

import io.berth.engine.job.Job;
import io.berth.engine.job.Verify.Checksum;
import java.util.ArrayList;
import java.util.List;

/**
 * Refuses a job that will read back what it wrote where another job of its stage writes the same
 * part: it would find the other's blocks, or halves of both, and call them lost or torn. fio only
 * warns.
 */
final class Overlaps {

    private record Part(Job job, Region region, boolean readsBack) {

        boolean meets(Part other) {
            return job.stage() == other.job.stage()
                    && region.file().equals(other.region.file())
                    && region.offsetBytes() < end(other.region)
                    && other.region.offsetBytes() < end(region);
        }

        private static long end(Region region) {
            return region.offsetBytes() + region.lengthBytes();
        }
    }

    private final List<Part> parts = new ArrayList<>();

    /** Adds the regions of a job that writes. */
    void add(Job job, List<Region> regions) {
        boolean readsBack = job.verify().checksum() != Checksum.NONE && job.verify().afterwards();
        List<Part> own = regions.stream().map(region -> new Part(job, region, readsBack)).toList();
        for (Part part : own) {
            for (Part earlier : parts) {
                if ((part.readsBack || earlier.readsBack) && part.meets(earlier)) {
                    throw Refusal.job(
                            job,
                            "writes a part of "
                                    + part.region.file()
                                    + " that "
                                    + earlier.job.name()
                                    + " (clone "
                                    + earlier.job.number()
                                    + ") writes at the same time, so that what is read back to be"
                                    + " verified would be the other's",
                            "give each its own file, or offset_increment; or stonewall, or"
                                    + " do_verify=0");
                }
            }
        }
        parts.addAll(own);
    }
}

package io.berth.fio;

import io.berth.plan.Workload;
import java.time.Duration;

/** Job files from workloads: every value that berth sets is in the file, with a comment. */
public final class JobFiles {

    /** Load after the measured time, so that every guest covers the window despite the skew. */
    public static final Duration COOL_DOWN = Duration.ofSeconds(1);

    private JobFiles() {}

    /**
     * Writes the job of one guest.
     *
     * @param device the disk in the guest, {@code /dev/vda}
     * @param deviceBytes its size
     * @param seed fio's randseed, from {@link #seed}
     * @param directory a writable directory in the guest, {@code /run/berth}
     * @throws FioException if the workload cannot run, with file and line if it is a job file
     */
    public static GuestJob write(
            Workload workload,
            String device,
            long deviceBytes,
            long seed,
            String directory,
            GuestFio fio) {
        throw new UnsupportedOperationException();
    }

    /** The seed of one guest (from 1), never 0, from the seed of the case's block. */
    public static long seed(long blockSeed, int guest) {
        throw new UnsupportedOperationException();
    }
}

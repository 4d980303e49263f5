package io.berth.fio;

import io.berth.latency.IntervalHistogram;
import io.berth.plan.Workload;
import io.berth.results.GuestResult;
import io.berth.results.Window;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/** What fio found in all guests of a case, cut to the time in which all of them measured. */
public final class Measured {

    /** A window shorter than this share of the runtime asked for does not count. */
    public static final double LEAST_OVERLAP_SHARE = 0.9;

    private Measured() {}

    /**
     * What fio left in one guest.
     *
     * @param guest from 1
     * @param seed the randseed it was given
     * @param json fio.json, whole
     * @param histLogs the histogram logs by file name
     * @param clockOffsetNs the guest's clock minus the host's
     * @param clockUncertaintyNs half the round trip of that reading
     */
    public record GuestFiles(
            int guest,
            long seed,
            byte[] json,
            Map<String, byte[]> histLogs,
            long clockOffsetNs,
            long clockUncertaintyNs) {}

    /**
     * What they measured together.
     *
     * @param window on the host's clock; see {@link #overlaps}
     * @param guests in order
     * @param histograms by guest (from 1) and file name ({@code clat.hlog})
     */
    public record Outcome(
            Window window,
            List<GuestResult> guests,
            SortedMap<Integer, SortedMap<String, List<IntervalHistogram>>> histograms) {

        /** Whether the window is long enough to count. */
        public boolean overlaps() {
            return window.overlapShare() >= LEAST_OVERLAP_SHARE;
        }
    }

    /**
     * Combines the guests' files.
     *
     * @throws FioException if a guest's fio counted I/O errors, or left broken or empty files
     */
    public static Outcome combine(List<GuestFiles> files, Workload workload) {
        throw new UnsupportedOperationException();
    }
}

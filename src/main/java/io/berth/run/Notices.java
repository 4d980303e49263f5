package io.berth.run;

import io.berth.plan.Case;
import io.berth.profile.Contents;
import io.berth.profile.Layer;
import io.berth.results.EffectiveTwin;
import io.berth.results.GuestResult;
import io.berth.results.HostUse;
import io.berth.results.Notice;
import io.berth.results.Window;
import io.berth.units.ByteSize;
import io.berth.units.Figures;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What must stand next to a case's numbers, from what was measured. Pure. */
final class Notices {

    /** Less traffic than this says nothing about where it was served from. */
    private static final long TRAFFIC_MIN_BYTES = 1 << 20;

    /**
     * Below this share of the guests' bytes on the device, RAM did part of the work. What a device
     * of its own was seen to do for cache=none was within 2 % of what guests did.
     */
    private static final double DEVICE_SHARE_MIN = 0.9;

    /** From here on the CPU, and not the storage, may be what is measured. */
    private static final double CPU_SHARE_MAX = 0.95;

    private static final double STEAL_SHARE_MAX = 0.02;

    private Notices() {}

    static List<Notice> of(Case c, List<GuestResult> guests, Window window, HostUse host) {
        List<Notice> notices = new ArrayList<>();
        long read = bytes(guests, window, "read");
        long written = bytes(guests, window, "write");
        String who = c.layer() == Layer.HOST ? "The twins" : "Guests";
        if (read >= TRAFFIC_MIN_BYTES && host.device() != null) {
            double share = (double) host.deviceReadBytes() / read;
            if (share < DEVICE_SHARE_MIN) {
                notices.add(reads(c, who, read, share));
            }
        }
        if (written >= TRAFFIC_MIN_BYTES && host.device() != null) {
            double share = (double) host.deviceWriteBytes() / written;
            if (share < DEVICE_SHARE_MIN) {
                notices.add(writes(who, written, share, host));
            }
        }
        if (host.cpuShare() > CPU_SHARE_MAX) {
            notices.add(
                    new Notice(
                            "host_cpu",
                            "The host's CPUs were "
                                    + percent(host.cpuShare())
                                    + " busy: they, not the storage, may be the limit."));
        }
        if (host.stealShare() > STEAL_SHARE_MAX) {
            notices.add(
                    new Notice(
                            "steal",
                            percent(host.stealShare())
                                    + " of the host's CPU time was taken by a hypervisor under"
                                    + " it."));
        }
        return notices;
    }

    /**
     * What must stand next to the engine's own figures.
     *
     * @param notes of the reader of its jobs
     */
    static List<Notice> ofEngine(List<String> notes, List<EffectiveTwin> twins) {
        List<Notice> notices = new ArrayList<>();
        Set<String> fallbacks = new LinkedHashSet<>();
        twins.forEach(twin -> fallbacks.addAll(twin.fallbacks()));
        if (!fallbacks.isEmpty()) {
            notices.add(
                    new Notice(
                            "engine_fallback",
                            "The host's engine was not at its best: "
                                    + String.join("; ", fallbacks)
                                    + "."));
        }
        long collections = twins.stream().mapToLong(EffectiveTwin::collections).max().orElse(0);
        if (collections > 0) {
            notices.add(
                    new Notice(
                            "engine_gc",
                            "Java's garbage collector ran "
                                    + (collections == 1 ? "once" : collections + " times")
                                    + " while the host's engine measured; high percentiles may be"
                                    + " the engine's own."));
        }
        notes.forEach(note -> notices.add(new Notice("engine_note", note)));
        return notices;
    }

    private static Notice reads(Case c, String who, long read, double share) {
        String figures =
                who
                        + " read "
                        + ByteSize.of(read).display()
                        + ", of which the device supplied "
                        + percent(Math.min(1, share))
                        + ": ";
        return c.disk().contents() == Contents.FRESH
                ? new Notice(
                        "unallocated_reads",
                        figures
                                + "blocks of a fresh image that were never written read as zeros"
                                + " without the device. This is no storage figure.")
                : new Notice(
                        "ram_served",
                        figures + "the rest came from the host's page cache. RAM is not disk.");
    }

    private static Notice writes(String who, long written, double share, HostUse host) {
        Double drain = host.drainMs();
        return new Notice(
                "ram_absorbed",
                who
                        + " wrote "
                        + ByteSize.of(written).display()
                        + ", of which "
                        + percent(Math.min(1, share))
                        + " reached the device within the window; the rest was in the host's RAM"
                        + (drain == null
                                ? "."
                                : ", and took "
                                        + Figures.nanos(drain * 1e6)
                                        + " to drain afterwards."));
    }

    private static long bytes(List<GuestResult> guests, Window window, String op) {
        return Math.round(
                guests.stream()
                        .flatMap(g -> g.ops().stream())
                        .filter(o -> o.op().equals(op))
                        .mapToDouble(o -> o.bytesIn(window))
                        .sum());
    }

    private static String percent(double share) {
        return Figures.significant(share * 100, 2) + " %";
    }
}

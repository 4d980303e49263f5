package io.berth.plan;

import io.berth.profile.Contents;
import io.berth.profile.Layer;
import io.berth.profile.Preallocation;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The time that a run takes. The assumed rates are of a modest machine, so that a run ends sooner
 * than said rather than later.
 */
final class Timing {

    /** The appliance is built once a run at most, with supermin: 4 s measured. */
    private static final long APPLIANCE_MS = 5_000;

    /** A guest's boot under TCG: 2.8, 5.1, 8.5, 19.5 s for 1, 2, 4, 8 on two cores. */
    private static final long BOOT_MS = 2_500;

    /** Plugging, reading settings back, the barrier, collecting and unplugging. */
    private static final long CASE_MS = 3_000;

    /** At the host: checking images, dropping caches, the engine's warm-up and the drain. */
    private static final long HOST_CASE_MS = 2_000;

    /** Writing images full, all guests' together. */
    private static final long FILL_BYTES_PER_MS = (200L << 20) / 1000;

    private Timing() {}

    static Estimate estimate(List<Case> cases, int blocks) {
        long measuredMs = 0;
        long createdMs = 0;
        long casesMs = 0;
        Map<GuestConfig, Integer> booted = new HashMap<>();
        for (Case one : cases) {
            measuredMs +=
                    one.workload().rampTime().toMillis() + one.workload().runtime().toMillis();
            casesMs += one.layer() == Layer.HOST ? HOST_CASE_MS : CASE_MS;
            if (one.layer() == Layer.GUEST) {
                booted.merge(one.guest(), one.guests(), Math::max);
            }
            if (one.disk().contents() == Contents.FRESH) {
                createdMs += createMs(one.disk().image(), one.guests());
            }
        }
        long keptMs = 0;
        for (Map<ImageConfig, Integer> images : Space.images(cases).values()) {
            for (Map.Entry<ImageConfig, Integer> image : images.entrySet()) {
                if (image.getKey().contents() == Contents.WRITTEN) {
                    keptMs += createMs(image.getKey(), image.getValue());
                    keptMs += fillMs(image.getKey(), image.getValue());
                }
            }
        }
        long bootMs = booted.values().stream().mapToLong(guests -> guests * BOOT_MS).sum();
        bootMs += booted.isEmpty() ? 0 : APPLIANCE_MS;
        long eachBlockMs = measuredMs + createdMs + casesMs;
        return new Estimate(
                Duration.ofMillis(measuredMs * blocks),
                Duration.ofMillis(eachBlockMs * blocks + keptMs + bootMs),
                Space.byStorage(cases));
    }

    /** Only preallocation=full writes when an image is created. */
    private static long createMs(ImageConfig image, int guests) {
        return image.preallocation() == Preallocation.FULL ? fillMs(image, guests) : 0;
    }

    private static long fillMs(ImageConfig image, int guests) {
        return Math.ceilDiv(image.size().bytes(), FILL_BYTES_PER_MS) * guests;
    }
}

package io.berth.plan;

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

    /** Running qemu-img, reading the image before and after, draining. */
    private static final long OPERATION_MS = 1_000;

    /** Making an encrypted image: qemu-img times its key derivation for 2 s by default. */
    private static final long KEY_MS = 3_000;

    /** Writing images full, all guests' together. */
    private static final long FILL_BYTES_PER_MS = (200L << 20) / 1000;

    /** What deflate of one thread makes of incompressible data. */
    private static final long COMPRESS_BYTES_PER_MS = (30L << 20) / 1000;

    private Timing() {}

    static Estimate estimate(List<Case> cases, List<OperationCase> operations, int blocks) {
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
            if (!one.storage().devices() && !Space.isKept(one.disk().image())) {
                createdMs += anewMs(one.disk().image(), one.guests());
            }
        }
        for (OperationCase one : operations) {
            casesMs += operationMs(one);
            if (Operations.inGuest(one.operation().kind())) {
                booted.merge(one.guest(), 1, Math::max);
            }
        }
        long keptMs = 0;
        for (Map<ImageConfig, Integer> images : Space.images(cases).values()) {
            for (Map.Entry<ImageConfig, Integer> image : images.entrySet()) {
                keptMs += keptMs(image.getKey(), image.getValue());
            }
        }
        long bootMs = booted.values().stream().mapToLong(guests -> guests * BOOT_MS).sum();
        bootMs += booted.isEmpty() ? 0 : APPLIANCE_MS;
        long eachBlockMs = measuredMs + createdMs + casesMs;
        return new Estimate(
                Duration.ofMillis(measuredMs * blocks),
                Duration.ofMillis(eachBlockMs * blocks + keptMs + bootMs),
                Space.byStorage(cases, operations));
    }

    /** What is made once a run: images that stay, and the bases under those that do not. */
    private static long keptMs(ImageConfig image, int guests) {
        if (Space.isKept(image)) {
            return createMs(image, guests) + fillMs(image, guests);
        }
        return image.backing().any() ? fillMs(image, image.backing().shared() ? 1 : guests) : 0;
    }

    /** What is made for each case: a fresh image, one with snapshots, or the layers over a base. */
    private static long anewMs(ImageConfig image, int guests) {
        if (image.backing().any()) {
            double share = image.backing().layerShare() * image.backing().depth();
            return Math.round(fillMs(image, guests) * share) + createMs(image, guests);
        }
        return createMs(image, guests) + (image.snapshots() > 0 ? fillMs(image, guests) : 0);
    }

    /** Only preallocation=full writes when an image is created. */
    private static long createMs(ImageConfig image, int guests) {
        return (image.preallocation() == Preallocation.FULL ? fillMs(image, guests) : 0)
                + (image.encrypted() ? KEY_MS * guests : 0);
    }

    private static long fillMs(ImageConfig image, int guests) {
        return Math.ceilDiv(image.size().bytes(), FILL_BYTES_PER_MS) * guests;
    }

    /** Making the image that it begins with, and doing it. */
    private static long operationMs(OperationCase one) {
        ImageConfig image = one.disk().image();
        long madeMs =
                createMs(image, 1) + (Space.isFilled(one) ? fillMs(image, 1) : 0) + OPERATION_MS;
        return madeMs
                + switch (one.operation().kind()) {
                    case CREATE, RESIZE, CHECK, SNAPSHOT_CREATE, SNAPSHOT_APPLY, SNAPSHOT_DELETE ->
                            0L;
                    case CONVERT ->
                            one.operation().compressed() ? compressMs(image) : fillMs(image, 1);
                    case COPY_SPARSE, COPY_FULL, COMMIT -> fillMs(image, 1);
                    case ARCHIVE -> compressMs(image);
                    case SAVE, RESTORE, CHECKPOINT ->
                            CASE_MS + one.guest().memory().bytes() / FILL_BYTES_PER_MS;
                };
    }

    private static long compressMs(ImageConfig image) {
        return Math.ceilDiv(image.size().bytes(), COMPRESS_BYTES_PER_MS);
    }
}

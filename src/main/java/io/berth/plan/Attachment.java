package io.berth.plan;

import io.berth.profile.Aio;
import io.berth.profile.Bus;
import io.berth.profile.CacheMode;
import io.berth.profile.DetectZeroes;
import io.berth.profile.Discard;
import io.berth.units.ByteSize;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How QEMU attaches an image to its guest. What is null is not said to QEMU, which then does as it
 * does by default.
 *
 * @param iothread whether the device has an iothread of its own, apart from QEMU's main loop
 * @param queues the request queues of virtio-blk and virtio-scsi (num-queues)
 * @param queueSize the descriptors of each queue (queue-size; virtqueue_size of virtio-scsi)
 * @param packed whether the virtqueues have the packed layout
 * @param l2CacheSize of qcow2's L2 table cache
 * @param snapshotAt when an external snapshot is taken, after the measured time began
 */
public record Attachment(
        CacheMode cache,
        Aio aio,
        Bus bus,
        boolean iothread,
        @Nullable Integer queues,
        @Nullable Integer queueSize,
        @Nullable Boolean packed,
        Discard discard,
        DetectZeroes detectZeroes,
        @Nullable ByteSize l2CacheSize,
        @Nullable Duration snapshotAt) {

    /** One that leaves everything else as it is by default. */
    public static Attachment of(CacheMode cache, Aio aio, Bus bus, boolean iothread) {
        return new Attachment(
                cache,
                aio,
                bus,
                iothread,
                null,
                null,
                null,
                Discard.IGNORE,
                DetectZeroes.OFF,
                null,
                null);
    }
}

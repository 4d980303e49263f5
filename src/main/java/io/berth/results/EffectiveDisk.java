package io.berth.results;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The settings that a guest's disk really had, each with where it was read.
 *
 * @param guest from 1
 * @param fdFlagsOctal the image fd's flags, /proc/PID/fdinfo; null where there is no local process
 * @param oDirect whether O_DIRECT is among them
 * @param qmpWriteback {@code cache.writeback} of QMP query-block: the device's write cache
 * @param qmpDirect {@code cache.direct} of the protocol node (query-named-block-nodes)
 * @param qmpNoFlush {@code cache.no-flush} of the protocol node
 * @param aio the aio in QEMU's answer or its effective options
 * @param format the image format that QEMU opened
 * @param virtualBytes the disk's size in the guest, /sys/block/X/size
 * @param guestDevice its name in the guest ({@code vda})
 * @param guestWriteCache /sys/block/X/queue/write_cache in the guest
 * @param settings every setting of the disk, as it was asked for and as it was found
 * @param mismatches what differs from the case's configuration; empty if nothing does
 */
public record EffectiveDisk(
        int guest,
        @Nullable String fdFlagsOctal,
        boolean oDirect,
        boolean qmpWriteback,
        boolean qmpDirect,
        boolean qmpNoFlush,
        String aio,
        String format,
        long virtualBytes,
        String guestDevice,
        String guestWriteCache,
        List<Setting> settings,
        List<String> mismatches) {}

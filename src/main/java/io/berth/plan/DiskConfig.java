package io.berth.plan;

import io.berth.profile.Aio;
import io.berth.profile.Bus;
import io.berth.profile.CacheMode;
import io.berth.profile.Contents;
import io.berth.profile.Format;
import io.berth.profile.Preallocation;
import io.berth.units.ByteSize;
import java.util.Collections;
import java.util.SortedMap;

/**
 * One virtual disk: the image and how QEMU attaches it.
 *
 * @param size the virtual size
 * @param iothread whether the device has an iothread of its own, apart from QEMU's main loop
 * @param options further {@code qemu-img create -o} options, in qemu-img's names
 */
public record DiskConfig(
        ByteSize size,
        Format format,
        Preallocation preallocation,
        CacheMode cache,
        Aio aio,
        Bus bus,
        boolean iothread,
        Contents contents,
        SortedMap<String, String> options) {

    /**
     * A plain file at the layer host, where aio, bus and iothread mean nothing: they have their
     * defaults here, and are no factors of its case.
     */
    static DiskConfig plainFile(
            ByteSize size, Preallocation preallocation, CacheMode cache, Contents contents) {
        return new DiskConfig(
                size,
                Format.RAW,
                preallocation,
                cache,
                Aio.IO_URING,
                Bus.VIRTIO_BLK,
                false,
                contents,
                Collections.emptySortedMap());
    }

    public ImageConfig image() {
        return new ImageConfig(size, format, preallocation, contents, options);
    }
}

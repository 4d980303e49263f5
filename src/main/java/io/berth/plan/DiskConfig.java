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

/** One virtual disk: the image, and how QEMU attaches it. */
public record DiskConfig(ImageConfig image, Attachment attachment) {

    /** A disk that stands alone, attached as by default but for these. */
    public static DiskConfig of(
            ByteSize size,
            Format format,
            Preallocation preallocation,
            CacheMode cache,
            Aio aio,
            Bus bus,
            boolean iothread,
            Contents contents,
            SortedMap<String, String> options) {
        return new DiskConfig(
                ImageConfig.of(size, format, preallocation, contents, options),
                Attachment.of(cache, aio, bus, iothread));
    }

    /**
     * A plain file at the layer host, where aio, bus and iothread mean nothing: they have their
     * defaults here, and are no factors of its case.
     */
    static DiskConfig plainFile(
            ByteSize size, Preallocation preallocation, CacheMode cache, Contents contents) {
        return of(
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

    public ByteSize size() {
        return image.size();
    }

    public Format format() {
        return image.format();
    }

    public Preallocation preallocation() {
        return image.preallocation();
    }

    public Contents contents() {
        return image.contents();
    }

    public CacheMode cache() {
        return attachment.cache();
    }

    public Aio aio() {
        return attachment.aio();
    }

    public Bus bus() {
        return attachment.bus();
    }

    public boolean iothread() {
        return attachment.iothread();
    }
}

package io.berth.plan;

import io.berth.profile.Contents;
import io.berth.profile.Format;
import io.berth.profile.Preallocation;
import io.berth.units.ByteSize;
import java.util.SortedMap;

/**
 * What an image is, apart from how it is attached: cases that differ only in cache mode, aio or bus
 * measure the same images.
 *
 * @param size the virtual size
 * @param options further {@code qemu-img create -o} options, in qemu-img's names
 */
public record ImageConfig(
        ByteSize size,
        Format format,
        Preallocation preallocation,
        Contents contents,
        SortedMap<String, String> options) {

    /** A short, stable name for files: {@code qcow2-falloc-written-256MiB}. */
    public String slug() {
        return format.word()
                + "-"
                + preallocation.word()
                + "-"
                + contents.word()
                + "-"
                + size
                + (options.isEmpty() ? "" : "-" + Integer.toHexString(options.hashCode()));
    }
}

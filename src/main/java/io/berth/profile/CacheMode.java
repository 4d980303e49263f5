package io.berth.profile;

/**
 * QEMU's cache modes, as the three switches that they are today (qemu-options.hx, "cache="):
 * cache.direct and cache.no-flush on the block nodes, write-cache on the device.
 *
 * <p>{@code default} says none of the switches to QEMU; the ones it has here are those that QEMU
 * documents for that, and what it really does is read back.
 */
public enum CacheMode implements Word {
    NONE("none", true, false, true),
    WRITEBACK("writeback", false, false, true),
    WRITETHROUGH("writethrough", false, false, false),
    DIRECTSYNC("directsync", true, false, false),
    UNSAFE("unsafe", false, true, true),
    DEFAULT("default", false, false, true);

    private final String word;
    private final boolean direct;
    private final boolean noFlush;
    private final boolean writeCache;

    CacheMode(String word, boolean direct, boolean noFlush, boolean writeCache) {
        this.word = word;
        this.direct = direct;
        this.noFlush = noFlush;
        this.writeCache = writeCache;
    }

    @Override
    public String word() {
        return word;
    }

    /** Whether the host opens the image with O_DIRECT, past its page cache. */
    public boolean direct() {
        return direct;
    }

    /** Whether the guest's flushes are dropped. */
    public boolean noFlush() {
        return noFlush;
    }

    /** Whether the guest sees a volatile write cache (write back) or none (write through). */
    public boolean writeCache() {
        return writeCache;
    }
}

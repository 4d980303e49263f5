package io.berth.engine.target;

import java.util.List;

/**
 * What jobs may now work on. Block devices that will be written are held by an exclusive open until
 * this is closed, so that meanwhile the kernel refuses to mount them, to swap on them or to put
 * them under device mapper or md; hence close it after the last I/O.
 */
public final class Prepared implements AutoCloseable {

    private final List<List<Region>> regions;
    private final DeviceGuard devices;

    Prepared(List<List<Region>> regions, DeviceGuard devices) {
        this.regions = regions.stream().map(List::copyOf).toList();
        this.devices = devices;
    }

    /** The regions of each job, in its files' order. */
    public List<List<Region>> regions() {
        return regions;
    }

    @Override
    public void close() {
        devices.close();
    }
}

package io.berth.plan;

import io.berth.profile.Accelerator;
import io.berth.units.ByteSize;

/** A guest's machine, without its measured disks. Guests of equal configuration share one boot. */
public record GuestConfig(int vcpus, ByteSize memory, Accelerator accelerator) {

    /** Of a case at the layer host, which has no guests. */
    public static final GuestConfig NONE = new GuestConfig(0, ByteSize.of(0), Accelerator.AUTO);
}

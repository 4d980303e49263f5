package io.berth.plan;

import io.berth.profile.Accelerator;
import io.berth.profile.Machine;
import io.berth.units.ByteSize;

/** A guest's machine, without its measured disks. Guests of equal configuration share one boot. */
public record GuestConfig(int vcpus, ByteSize memory, Accelerator accelerator, Machine machine) {

    /** Of a case at the layer host, which has no guests. */
    public static final GuestConfig NONE = new GuestConfig(0, ByteSize.of(0), Accelerator.AUTO);

    /** One of machine type q35. */
    public GuestConfig(int vcpus, ByteSize memory, Accelerator accelerator) {
        this(vcpus, memory, accelerator, Machine.Q35);
    }
}

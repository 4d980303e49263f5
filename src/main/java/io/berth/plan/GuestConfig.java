package io.berth.plan;

import io.berth.profile.Accelerator;
import io.berth.units.ByteSize;

/** A guest's machine, without its measured disks. Guests of equal configuration share one boot. */
public record GuestConfig(int vcpus, ByteSize memory, Accelerator accelerator) {}

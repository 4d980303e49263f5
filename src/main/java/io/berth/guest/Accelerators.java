package io.berth.guest;

import io.berth.profile.Accelerator;

/** Chooses what runs the guests' CPUs. */
public final class Accelerators {

    private Accelerators() {}

    /**
     * Settles what the profile wants against what the host can do.
     *
     * @throws GuestException if KVM is asked for by name and cannot run a guest here
     */
    public static AcceleratorChoice choose(Accelerator wanted, Appliance appliance)
            throws GuestException, InterruptedException {
        throw new UnsupportedOperationException("wanted " + wanted + " " + appliance);
    }
}

package io.berth.guest;

import io.berth.profile.Accelerator;

/**
 * What runs the guests' CPUs, and why.
 *
 * @param accelerator KVM or TCG, never AUTO
 * @param reason one sentence for terminal and report
 * @param emulated whether CPUs are emulated: figures are then for trying out only
 */
public record AcceleratorChoice(Accelerator accelerator, String reason, boolean emulated) {

    public AcceleratorChoice {
        if (accelerator == Accelerator.AUTO) {
            throw new IllegalArgumentException("a choice is kvm or tcg, not auto");
        }
    }

    static AcceleratorChoice kvm(String reason) {
        return new AcceleratorChoice(Accelerator.KVM, reason, false);
    }

    static AcceleratorChoice tcg(String reason) {
        return new AcceleratorChoice(Accelerator.TCG, reason, true);
    }
}

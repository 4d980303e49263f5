package io.berth.profile;

/** What runs the guests' CPUs; auto takes KVM where a guest answers under it, else TCG. */
public enum Accelerator implements Word {
    AUTO("auto"),
    KVM("kvm"),
    TCG("tcg");

    private final String word;

    Accelerator(String word) {
        this.word = word;
    }

    @Override
    public String word() {
        return word;
    }
}

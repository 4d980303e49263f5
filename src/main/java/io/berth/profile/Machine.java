package io.berth.profile;

/** QEMU's machine type: pc is i440FX with PIIX3 IDE, q35 has PCI Express and AHCI. */
public enum Machine implements Word {
    Q35("q35"),
    PC("pc");

    private final String word;

    Machine(String word) {
        this.word = word;
    }

    @Override
    public String word() {
        return word;
    }
}

package io.berth.profile;

/** A disk image format, by qemu-img's name for it. */
public enum Format implements Word {
    RAW("raw"),
    QCOW2("qcow2"),
    QCOW("qcow"),
    QED("qed"),
    VMDK("vmdk"),
    VDI("vdi"),
    VPC("vpc"),
    VHDX("vhdx"),
    PARALLELS("parallels"),
    LUKS("luks");

    private final String word;

    Format(String word) {
        this.word = word;
    }

    @Override
    public String word() {
        return word;
    }
}

package io.berth.profile;

/** A disk image format, by qemu-img's name for it. */
public enum Format implements Word {
    RAW("raw"),
    QCOW2("qcow2");

    private final String word;

    Format(String word) {
        this.word = word;
    }

    @Override
    public String word() {
        return word;
    }
}

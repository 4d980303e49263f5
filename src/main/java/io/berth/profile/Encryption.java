package io.berth.profile;

/** Whether a qcow2 image's data are encrypted, and how. */
public enum Encryption implements Word {
    NONE("none"),
    LUKS("luks");

    private final String word;

    Encryption(String word) {
        this.word = word;
    }

    @Override
    public String word() {
        return word;
    }
}

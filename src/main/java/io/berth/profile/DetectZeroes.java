package io.berth.profile;

/** What QEMU makes of written zeros (-blockdev detect-zeroes=). */
public enum DetectZeroes implements Word {
    OFF("off"),
    ON("on"),
    UNMAP("unmap");

    private final String word;

    DetectZeroes(String word) {
        this.word = word;
    }

    @Override
    public String word() {
        return word;
    }
}

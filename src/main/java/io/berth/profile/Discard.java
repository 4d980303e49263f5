package io.berth.profile;

/** What QEMU does with a guest's discards (-blockdev discard=). */
public enum Discard implements Word {
    IGNORE("ignore"),
    UNMAP("unmap");

    private final String word;

    Discard(String word) {
        this.word = word;
    }

    @Override
    public String word() {
        return word;
    }
}

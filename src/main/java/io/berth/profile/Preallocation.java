package io.berth.profile;

/** How much of an image qemu-img allocates when it creates it. */
public enum Preallocation implements Word {
    OFF("off"),
    METADATA("metadata"),
    FALLOC("falloc"),
    FULL("full");

    private final String word;

    Preallocation(String word) {
        this.word = word;
    }

    @Override
    public String word() {
        return word;
    }
}

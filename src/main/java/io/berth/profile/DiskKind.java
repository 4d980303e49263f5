package io.berth.profile;

/** A disk's kind, in administrators' words. */
public enum DiskKind implements Word {
    FIXED("fixed"),
    DYNAMIC("dynamic"),
    DIFFERENCING("differencing");

    private final String word;

    DiskKind(String word) {
        this.word = word;
    }

    @Override
    public String word() {
        return word;
    }
}

package io.berth.profile;

/** What an image holds when a measurement starts: nothing written yet, or every block written. */
public enum Contents implements Word {
    FRESH("fresh"),
    WRITTEN("written");

    private final String word;

    Contents(String word) {
        this.word = word;
    }

    @Override
    public String word() {
        return word;
    }
}

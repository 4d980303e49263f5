package io.berth.profile;

/** The state of the host's page cache for the measured images before each case. */
public enum PageCache implements Word {
    COLD("cold"),
    WARM("warm"),
    ASIS("asis");

    private final String word;

    PageCache(String word) {
        this.word = word;
    }

    @Override
    public String word() {
        return word;
    }
}

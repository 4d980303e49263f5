package io.berth.profile;

/** Where load is made: on the host, through QEMU's block layer without a guest, in guests. */
public enum Layer implements Word {
    HOST("host"),
    BLOCK("block"),
    GUEST("guest");

    private final String word;

    Layer(String word) {
        this.word = word;
    }

    @Override
    public String word() {
        return word;
    }
}

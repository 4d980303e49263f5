package io.berth.profile;

/** The device through which a guest sees its disk. */
public enum Bus implements Word {
    VIRTIO_BLK("virtio-blk");

    private final String word;

    Bus(String word) {
        this.word = word;
    }

    @Override
    public String word() {
        return word;
    }
}

package io.berth.profile;

/** The device through which a guest sees its disk. */
public enum Bus implements Word {
    VIRTIO_BLK("virtio-blk"),
    VIRTIO_SCSI("virtio-scsi"),
    SATA("sata"),
    IDE("ide"),
    NVME("nvme");

    private final String word;

    Bus(String word) {
        this.word = word;
    }

    @Override
    public String word() {
        return word;
    }
}

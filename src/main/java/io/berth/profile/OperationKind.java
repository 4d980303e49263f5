package io.berth.profile;

/** An operation on an image, or on a guest with its disk, whose cost is measured. */
public enum OperationKind implements Word {
    CREATE("create"),
    CONVERT("convert"),
    RESIZE("resize"),
    SNAPSHOT_CREATE("snapshot-create"),
    SNAPSHOT_APPLY("snapshot-apply"),
    SNAPSHOT_DELETE("snapshot-delete"),
    COMMIT("commit"),
    CHECK("check"),
    COPY_SPARSE("copy-sparse"),
    COPY_FULL("copy-full"),
    ARCHIVE("archive"),
    SAVE("save"),
    RESTORE("restore"),
    CHECKPOINT("checkpoint");

    private final String word;

    OperationKind(String word) {
        this.word = word;
    }

    @Override
    public String word() {
        return word;
    }
}

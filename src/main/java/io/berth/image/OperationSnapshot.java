package io.berth.image;

import io.berth.host.HostException;
import io.berth.plan.ImageConfig;
import io.berth.profile.OperationKind;
import io.berth.results.Notice;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * Internal snapshots by {@code qemu-img snapshot}. Before one is applied or deleted, a quarter of
 * the disk, spread evenly over it, was written anew after it was taken.
 */
final class OperationSnapshot extends ImageOperation {

    static final String NAME = "berth-operation";

    /** What the pieces hold when the snapshot is taken, and after that. */
    private static final int OLD = 0xa5;

    private static final int NEW = 0x5a;
    private static final long PIECE_BYTES_MIN = 1 << 20;
    private static final long PIECES_MAX = 1024;
    private static final int EACH = 4;

    private final OperationKind kind;
    private final ImageConfig config;

    OperationSnapshot(Setting setting) {
        super(OperationImage.of(setting.image()), setting.log());
        this.kind = setting.operation().kind();
        this.config = setting.image().config();
    }

    @Override
    public void prepare() {
        if (kind == OperationKind.SNAPSHOT_CREATE) {
            return;
        }
        pieces("write", OLD);
        run(config, snapshot("-c"));
        pieces("write", NEW);
    }

    @Override
    public List<List<String>> commands() {
        return List.of(
                switch (kind) {
                    case SNAPSHOT_CREATE -> snapshot("-c");
                    case SNAPSHOT_APPLY -> snapshot("-a");
                    case SNAPSHOT_DELETE -> snapshot("-d");
                    case CREATE,
                            CONVERT,
                            RESIZE,
                            COMMIT,
                            CHECK,
                            COPY_SPARSE,
                            COPY_FULL,
                            ARCHIVE,
                            SAVE,
                            RESTORE,
                            CHECKPOINT ->
                            throw new IllegalStateException(kind + " is no snapshot");
                });
    }

    private List<String> snapshot(String what) {
        return command(List.of("qemu-img", "snapshot", what, NAME), image().described());
    }

    @Override
    public List<Notice> verify() {
        boolean there = false;
        for (JsonNode snapshot : image().info().path("snapshots")) {
            there |= snapshot.path("name").asString("").equals(NAME);
        }
        if (there == (kind == OperationKind.SNAPSHOT_DELETE)) {
            throw new HostException(
                    "the snapshot is " + (there ? "still" : "not") + " in the image",
                    "see 'qemu-img snapshot -l'");
        }
        if (kind != OperationKind.SNAPSHOT_CREATE) {
            pieces("read", kind == OperationKind.SNAPSHOT_APPLY ? OLD : NEW);
        }
        image().requireSound();
        return List.of();
    }

    /** Writes the pieces, or reads them and fails if they hold something else. */
    private void pieces(String what, int pattern) {
        List<String> argv = new ArrayList<>(List.of("qemu-io"));
        long sizeBytes = config.size().bytes();
        long stepBytes = Math.max(PIECE_BYTES_MIN * EACH, Math.ceilDiv(sizeBytes, PIECES_MAX));
        stepBytes = Math.ceilDiv(stepBytes, PIECE_BYTES_MIN * EACH) * PIECE_BYTES_MIN * EACH;
        for (long at = 0; at < sizeBytes; at += stepBytes) {
            long length = Math.min(stepBytes / EACH, sizeBytes - at);
            argv.addAll(List.of("-c", what + " -P " + pattern + " " + at + " " + length));
        }
        argv.addAll(image().described());
        run(config, argv);
    }
}

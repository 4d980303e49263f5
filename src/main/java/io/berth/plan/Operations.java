package io.berth.plan;

import io.berth.profile.OperationKind;
import io.berth.profile.Word;
import java.util.Set;

/** Which factors of a disk matter to an operation. */
final class Operations {

    private static final Set<String> OF_IMAGES =
            Set.of(
                    "disk.size",
                    "disk.format",
                    "disk.kind",
                    "disk.preallocation",
                    "disk.encryption",
                    "disk.snapshots",
                    "disk.contents");

    private Operations() {}

    /** Whether it is done to a running guest, whose machine and attached disk matter, too. */
    static boolean inGuest(OperationKind kind) {
        return switch (kind) {
            case SAVE, RESTORE, CHECKPOINT -> true;
            case CREATE,
                    CONVERT,
                    RESIZE,
                    SNAPSHOT_CREATE,
                    SNAPSHOT_APPLY,
                    SNAPSHOT_DELETE,
                    COMMIT,
                    CHECK,
                    COPY_SPARSE,
                    COPY_FULL,
                    ARCHIVE ->
                    false;
        };
    }

    static boolean inGuest(String name) {
        return Word.find(OperationKind.class, name).map(Operations::inGuest).orElse(false);
    }

    /** Whether a factor tells this operation's combinations apart. */
    static boolean has(OperationKind kind, String factor) {
        if (factor.equals("storage") || factor.startsWith("operation.")) {
            return true;
        }
        if (OF_IMAGES.contains(factor)
                || factor.startsWith("disk.options.")
                || factor.startsWith("disk.backing.")) {
            return true;
        }
        return inGuest(kind)
                && !factor.equals("disk.snapshot_at")
                && (factor.startsWith("disk.") || factor.startsWith("guest."));
    }
}

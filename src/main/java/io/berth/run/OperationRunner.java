package io.berth.run;

import io.berth.image.Images;
import io.berth.plan.OperationCase;
import io.berth.results.OperationResult;
import io.berth.results.RunDirectory;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Measures one operation in one block, from its image to its result. */
final class OperationRunner {

    private final Map<Path, Images> images;
    private final RunDirectory directory;
    private final @Nullable OperationGuests guests;
    private final RunEvents events;
    private final List<String> tenants;

    /**
     * @param images by storage directory
     * @param guests null if nothing that is still to do needs a guest
     * @param tenants whom berth was allowed to measure beside, one sentence each
     */
    OperationRunner(
            Map<Path, Images> images,
            RunDirectory directory,
            @Nullable OperationGuests guests,
            RunEvents events,
            List<String> tenants) {
        this.images = images;
        this.directory = directory;
        this.guests = guests;
        this.events = events;
        this.tenants = List.copyOf(tenants);
    }

    /** Whether it is done to a running guest. */
    static boolean needsGuest(OperationCase operation) {
        return switch (operation.operation().kind()) {
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

    /**
     * Measures.
     *
     * @param seed of the block
     * @return the result, completed or failed with its reason; operation.json is not yet written
     * @throws InterruptedException if the run is ended
     */
    OperationResult run(OperationCase operation, int block, long seed) throws InterruptedException {
        throw new UnsupportedOperationException("to be filled in");
    }
}

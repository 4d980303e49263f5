package io.berth.run;

import io.berth.guest.GuestException;
import io.berth.host.HostException;
import io.berth.image.ImageOperation;
import io.berth.image.Images;
import io.berth.image.OperationWork;
import io.berth.image.PreparedImage;
import io.berth.plan.ImageConfig;
import io.berth.plan.OperationCase;
import io.berth.results.OperationResult;
import io.berth.results.ResultsException;
import io.berth.results.RunDirectory;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Measures one operation in one block, from its image to its result. */
final class OperationRunner {

    private final Images images;
    private final RunDirectory directory;
    private final @Nullable OperationGuests guests;
    private final RunEvents events;
    private final List<String> tenants;

    /**
     * @param guests null if nothing that is still to do needs a guest
     * @param tenants whom berth was allowed to measure beside, one sentence each
     */
    OperationRunner(
            Images images,
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
        OperationDraft draft = new OperationDraft(operation.id(), block);
        tenants.forEach(tenant -> draft.notice("beside_tenants", tenant));
        try {
            if (operation.storage().devices()) {
                throw new CaseFailure(
                        "operations are measured on image files, not on block devices; give the"
                                + " profile's operations a directory as storage");
            }
            measure(operation, block, seed, draft);
            return draft.completed();
        } catch (GuestException | CaseFailure | HostException e) {
            if (Thread.interrupted()) {
                throw new InterruptedException("the run was ended: " + e.getMessage());
            }
            return draft.failed(String.valueOf(e.getMessage()));
        } catch (ResultsException e) {
            // An interrupt closes the channel under a write.
            if (Thread.interrupted()) {
                throw new InterruptedException("the run was ended: " + e.getMessage());
            }
            throw e;
        }
    }

    private void measure(OperationCase operation, int block, long seed, OperationDraft draft)
            throws GuestException, CaseFailure, InterruptedException {
        ImageConfig config =
                ImageOperation.begunWith(operation.operation(), operation.disk().image());
        Consumer<String> phase = what -> events.operationPhase(operation, block, what);
        try (OperationWork work = OperationWork.in(images, operation.storage().of(1))) {
            phase.accept("images");
            PreparedImage image =
                    images.restore(
                                    config,
                                    operation.storage(),
                                    1,
                                    seed,
                                    phase,
                                    why -> draft.notice("image_remade", why))
                            .getFirst();
            Path own = directory.caseDirectory(operation.id(), block);
            OperationLog log = new OperationLog(own.resolve("operation.txt"));
            if (needsGuest(operation)) {
                OperationGuests of = Objects.requireNonNull(guests, "guests for an operation");
                new OperationOnGuest(operation, image, of, draft, log, own, phase)
                        .measure(work.path());
            } else {
                new OperationOnImage(operation, images, image, draft, log, phase)
                        .measure(work.path());
            }
        } finally {
            if (ImageOperation.wears(operation.operation())) {
                images.discard(config);
            }
            images.deleteFresh();
        }
    }
}

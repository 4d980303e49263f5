package io.berth.run;

import io.berth.host.PageCacheState;
import io.berth.image.Images;
import io.berth.image.PreparedImage;
import io.berth.plan.Case;
import io.berth.results.ImageCheck;
import io.berth.results.ImageRecord;
import io.berth.results.Notice;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The images of one case in one block, at whichever layer: before its load and after it. */
final class CaseImages {

    private final Case subject;
    private final Images store;
    private final CaseDraft draft;
    private List<PreparedImage> prepared = List.of();

    CaseImages(Case subject, Images store, CaseDraft draft) {
        this.subject = subject;
        this.store = store;
        this.draft = draft;
    }

    /** Brings them into the state that the case begins with, one for each guest. */
    List<PreparedImage> prepare(int block, long seed, RunEvents events) {
        events.phase(subject, block, "images");
        prepared =
                store.restore(
                        subject.disk().image(),
                        subject.storage(),
                        subject.guests(),
                        seed,
                        progress -> events.phase(subject, block, progress),
                        why -> draft.notice(new Notice("image_remade", why)));
        draft.images(prepared.stream().map(store::record).toList());
        return prepared;
    }

    /** The active images, by guest. */
    List<Path> disks() {
        return prepared.stream().map(PreparedImage::file).toList();
    }

    /** All files of all images, each once: backing files, extents and data files, too. */
    List<Path> files() {
        return prepared.stream().flatMap(image -> image.paths().stream()).distinct().toList();
    }

    /** Makes the host's page cache what the profile asks for. */
    void makePageCache() {
        switch (subject.pageCache()) {
            case COLD -> PageCacheState.makeCold(files());
            case WARM -> PageCacheState.makeWarm(files());
            case ASIS -> {}
        }
    }

    /** Lets block devices go, which the engine claims itself, by the same rule. */
    void releaseDevices() {
        if (subject.storage().devices()) {
            disks().forEach(store::release);
        }
    }

    /**
     * Looks at what the load left, and removes images that the next case has anew.
     *
     * @throws CaseFailure if it damaged one, which is kept
     */
    void finish() throws CaseFailure {
        List<ImageRecord> after = new ArrayList<>();
        for (int i = 0; i < prepared.size(); i++) {
            after.add(store.recordAfter(draft.images().get(i), prepared.get(i)));
        }
        draft.images(after);
        List<String> damage = store.verify(prepared, after);
        if (!damage.isEmpty()) {
            throw new CaseFailure("the image was damaged: " + String.join("; ", damage));
        }
        after.forEach(this::noteLeaks);
        store.deleteFresh();
    }

    private void noteLeaks(ImageRecord image) {
        ImageCheck check = image.check();
        if (check != null && check.leaks() > 0) {
            draft.notice(
                    new Notice(
                            "image_leaks",
                            "guest %d: qemu-img check found %d leaked clusters: they take room and"
                                            .formatted(image.guest(), check.leaks())
                                    + " are not used, no data is lost"));
        }
    }
}

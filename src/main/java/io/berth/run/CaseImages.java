package io.berth.run;

import io.berth.host.PageCacheState;
import io.berth.image.Images;
import io.berth.image.PreparedImage;
import io.berth.plan.Case;
import io.berth.profile.Contents;
import io.berth.results.Notice;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The images of one case in one block, at whichever layer: before its load and after it. */
final class CaseImages {

    private final Case subject;
    private final Images store;
    private final CaseDraft draft;
    private List<PreparedImage> prepared = List.of();

    /**
     * @param stores by storage directory
     */
    CaseImages(Case subject, Map<Path, Images> stores, CaseDraft draft) {
        Images found = stores.get(subject.storage().of(1));
        if (found == null) {
            throw new IllegalStateException("no images under " + subject.storage().text());
        }
        this.subject = subject;
        this.store = found;
        this.draft = draft;
    }

    /** Brings them into the state that the case begins with, one for each guest. */
    List<PreparedImage> prepare(int block, long seed, RunEvents events) {
        events.phase(subject, block, "images");
        prepared =
                store.restore(
                        subject.disk().image(),
                        subject.guests(),
                        seed,
                        progress -> events.phase(subject, block, progress),
                        why -> draft.notice(new Notice("image_remade", why)));
        draft.images(prepared.stream().map(store::record).toList());
        return prepared;
    }

    List<Path> files() {
        return prepared.stream().map(PreparedImage::file).toList();
    }

    /** Makes the host's page cache what the profile asks for. */
    void makePageCache() {
        switch (subject.pageCache()) {
            case COLD -> PageCacheState.makeCold(files());
            case WARM -> PageCacheState.makeWarm(files());
            case ASIS -> {}
        }
    }

    /**
     * Looks at what the load left, and removes fresh images.
     *
     * @throws CaseFailure if it damaged one
     */
    void finish() throws CaseFailure {
        draft.images(draft.images().stream().map(store::recordAfter).toList());
        List<String> damage = store.verify(prepared);
        if (!damage.isEmpty()) {
            throw new CaseFailure("the image was damaged: " + String.join("; ", damage));
        }
        if (subject.disk().contents() == Contents.FRESH) {
            store.deleteFresh();
        }
    }
}
